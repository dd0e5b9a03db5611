import { verifyEntry } from '@mt/shared/registry/entry'
import { hostKey } from '@mt/shared/registry/protocol'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { newSlug, startTestNetwork, type TestNetwork } from '../../testing/test-network.ts'

let network: TestNetwork
beforeAll(async () => {
  network = await startTestNetwork()
})
afterAll(() => network.close())

const headers = { prefer: 'wait=10' }

async function newPlan(limits: object): Promise<string> {
  const name = newSlug()
  const { status } = await network.call('POST', '/v1/plans', { body: { name, limits } })
  expect(status).toBe(201)
  return name
}

function onboard(more: object) {
  const body = { slug: newSlug(), name: 'Thor', ...more }
  return network.call('POST', '/v1/tenants', { body, headers })
}

async function published(host: string) {
  const token = (await network.redis.hget(hostKey(host), 'entry')) ?? ''
  return verifyEntry(network.keys.registry, host, token)
}

const publishedLimits = async (host: string) => (await published(host)).limits

describe('a plan', () => {
  it('limits its tenants, and what is said for one tenant goes before it', async () => {
    const plan = await newPlan({ requestsPerSecond: 10, burst: 20, users: 5 })
    const { body } = await onboard({ plan, limits: { burst: 40, users: null } })
    expect(body).toMatchObject({ plan, limits: { burst: 40, users: null } })
    expect(await publishedLimits(body.hosts[0])).toEqual({ requestsPerSecond: 10, burst: 40 })
  })

  it('and a tenant can lift a quota, which is published by name', async () => {
    const plan = await newPlan({ users: null, polls: null, burst: 5 })
    const { body } = await onboard({ plan, limits: { users: 3, burst: null } })
    const { limits, unlimited } = await published(body.hosts[0])
    expect({ limits, unlimited }).toEqual({ limits: { users: 3 }, unlimited: ['polls'] })
  })

  it('that changes is published for each of its tenants', async () => {
    const plan = await newPlan({ requestsPerSecond: 10 })
    const tenants = [(await onboard({ plan })).body, (await onboard({ plan })).body]
    const body = { limits: { requestsPerSecond: 3 } }
    expect((await network.call('PATCH', `/v1/plans/${plan}`, { body })).status).toBe(200)
    for (const { hosts } of tenants) {
      await expect.poll(() => publishedLimits(hosts[0])).toEqual({ requestsPerSecond: 3 })
    }
  })

  it('names the models that it allows', async () => {
    const plan = await newPlan({ models: ['shared'] })
    const refused = await onboard({ plan, isolation: 'database' })
    expect(refused).toMatchObject({ status: 422, body: { errors: [{ field: 'isolation' }] } })
    expect((await onboard({ plan, isolation: 'shared' })).status).toBe(201)
  })

  it('stays while a tenant has it, or new tenants get it', async () => {
    const plan = await newPlan({})
    const remove = (name: string) => network.call('DELETE', `/v1/plans/${name}`)
    await onboard({ plan })
    expect(await remove(plan)).toMatchObject({ status: 409, body: { code: 'plan_in_use' } })
    expect(await remove('standard')).toMatchObject({ status: 409, body: { code: 'plan_default' } })
    expect((await remove(await newPlan({}))).status).toBe(204)
  })

  it('finds its tenants, as status, model and name do', async () => {
    const plan = await newPlan({})
    const { body: tenant } = await onboard({ plan, isolation: 'shared', name: '100% Odin_' })
    const { body: other } = await onboard({ plan })
    await network.call('POST', `/v1/tenants/${other.id}/suspend`, { headers })
    const ids = async (query: string) => {
      const { body } = await network.call('GET', `/v1/tenants?plan=${plan}&${query}`)
      return body.results.map(({ id }: { id: string }) => id)
    }
    expect(await ids('')).toEqual([other.id, tenant.id])
    expect(await ids('status=suspended')).toEqual([other.id])
    expect(await ids('model=shared')).toEqual([tenant.id])
    expect(await ids(`q=${encodeURIComponent('0% odin_')}`)).toEqual([tenant.id])
  })
})
