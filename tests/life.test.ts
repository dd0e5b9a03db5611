import { setTimeout as sleep } from 'node:timers/promises'
import { beforeAll, describe, expect, it } from 'vitest'
import { eventually } from './eventually.ts'
import { type Isolation, type Network, newSlug } from './network.ts'
import { sharedNetwork } from './setup/shared.ts'
import { expectStatus, type TenantClient, type User } from './tenant-client.ts'
import { describeInWholeRun, modelsOfTier } from './tier.ts'

let network: Network
beforeAll(async () => {
  network = await sharedNetwork()
})

/** A tenant's life has many operations, and the test waits for each. */
const wait = { prefer: 'wait=20' }

async function operate(method: string, path: string, body?: unknown): Promise<unknown> {
  return expectStatus(await network.operate(method, path, body, wait), 200)
}

const change = ({ slug }: TenantClient, verb: string) =>
  operate('POST', `/v1/tenants/${slug}/${verb}`)

async function statusOfMe(tenant: TenantClient, user: User): Promise<number> {
  return (await tenant.call('GET', '/me', { token: user.token })).status
}

describe.each(modelsOfTier('shared', 'database'))('a tenant in the model %s', (isolation) => {
  it('is archived, restored, deleted and undeleted, with all its data', async () => {
    const tenant = await network.onboard({ isolation })
    const user = await tenant.newUser()
    const life = [
      ...([
        ['suspend', 403],
        ['archive', 410],
        ['delete', 404],
      ] as const),
      ...([
        ['restore', 410],
        ['restore', 403],
        ['resume', 200],
      ] as const),
    ] as const
    for (const [verb, status] of life) {
      await change(tenant, verb)
      await eventually(async () => expect(await statusOfMe(tenant, user)).toBe(status))
    }
  })

  it('is purged without a trace, with a receipt', async () => {
    const tenant = await network.onboard({ isolation })
    const user = await tenant.newUser()
    for (const verb of ['suspend', 'archive', 'delete']) await change(tenant, verb)
    const { id } = (await change(tenant, 'purge')) as { id: string }
    const removed =
      isolation === 'dedicated'
        ? { kind: 'volume', name: expect.stringContaining(id) }
        : { kind: 'rows', name: expect.stringContaining('/users'), count: 1 }
    await eventually(async () => expect(await statusOfMe(tenant, user)).toBe(404))
    const receipt = await operate('GET', `/v1/tenants/${id}/receipt`)
    expect(receipt).toMatchObject({
      slug: tenant.slug,
      hosts: [tenant.host],
      removed: expect.arrayContaining([removed]),
      confirmedAt: expect.any(String),
    })
    const again = await network.onboard({ slug: tenant.slug, isolation })
    await eventually(async () => expect(await statusOfMe(again, user)).toBe(401))
  })
})

describe('a renamed tenant', () => {
  it('is served on its new host, to which its former one redirects', async () => {
    const tenant = await network.onboard()
    const user = await tenant.newUser()
    const slug = newSlug()
    await operate('PATCH', `/v1/tenants/${tenant.slug}`, { slug })
    const renamed = network.client(slug)
    expect(await statusOfMe(renamed, user)).toBe(200)
    const moved = await tenant.call('GET', '/polls?limit=1', { token: user.token })
    expect(moved.status).toBe(308)
    expect(moved.headers.location).toMatch(
      new RegExp(`^//${renamed.host}(:\\d+)?/polls\\?limit=1$`),
    )
    const taken = await network.operate('POST', '/v1/tenants', { slug: tenant.slug, name: 'x' })
    expect(taken.status).toBe(409)
    await operate('DELETE', `/v1/tenants/${slug}/domains/${tenant.host}`)
    await eventually(async () => expect(await statusOfMe(tenant, user)).toBe(404))
    await network.onboard({ slug: tenant.slug })
  })
})

describe('a domain', () => {
  it('is served like the slug’s host, and belongs to one tenant', async () => {
    const [tenant, other] = [await network.onboard(), await network.onboard()]
    const host = `${newSlug()}.example.org`
    await operate('POST', `/v1/tenants/${tenant.slug}/domains`, { host })
    expect((await network.callGateway({ host, path: '/me' })).status).toBe(401)
    const path = `/v1/tenants/${other.slug}/domains`
    expect(await network.operate('POST', path, { host })).toMatchObject({
      status: 409,
      body: { code: 'host_taken' },
    })
    await operate('DELETE', `/v1/tenants/${tenant.slug}/domains/${host}`)
    expect((await network.callGateway({ host, path: '/me' })).status).toBe(404)
  })
})

describe('limits of a plan', () => {
  it('hold under concurrency, and can be removed for one tenant', async () => {
    const plan = newSlug()
    const limits = { users: 3, polls: 2 }
    expect((await network.operate('POST', '/v1/plans', { name: plan, limits })).status).toBe(201)
    const tenant = await network.onboard()
    await operate('PATCH', `/v1/tenants/${tenant.slug}`, { plan })
    const user = await tenant.newUser()
    const body = { question: 'Tea or coffee?', choices: ['Tea', 'Coffee'] }
    const made = await Promise.all(
      Array.from({ length: 6 }, () => tenant.call('POST', '/polls', { token: user.token, body })),
    )
    expect(made.map(({ status }) => status).sort()).toEqual([201, 201, 409, 409, 409, 409])
    const refused = made.find(({ status }) => status === 409)
    expect(refused?.body).toMatchObject({ code: 'limit_reached' })
    await operate('PATCH', `/v1/tenants/${tenant.slug}`, { limits: { polls: null } })
    expect((await tenant.call('POST', '/polls', { token: user.token, body })).status).toBe(201)
  })
})

describe('usage', () => {
  it('is counted by the gateway and listed by day', async () => {
    const tenant = await network.onboard()
    const user = await tenant.newUser()
    for (let i = 0; i < 5; i++) await statusOfMe(tenant, user)
    await eventually(async () => {
      const usage = await operate('GET', `/v1/tenants/${tenant.slug}/usage`)
      const day = new Date().toISOString().slice(0, 10)
      expect(usage).toEqual({ results: [{ day, requests: 7 }] })
    })
  })
})

describeInWholeRun('fifty concurrent onboardings', () => {
  it('succeed without affecting a served tenant', async () => {
    const served = await network.onboard()
    const user = await served.newUser()
    const models: Isolation[] = ['shared', 'schema', 'schema', 'shared', 'database']
    let going = true
    const read = async () => {
      const statuses: number[] = []
      while (going) {
        statuses.push((await served.call('GET', '/polls', { token: user.token })).status)
        await sleep(5)
      }
      return statuses
    }
    const reading = [read(), read()]
    const onboarded = await Promise.all(
      Array.from({ length: 50 }, (_, at) =>
        network.onboard({ isolation: models[at % 5] ?? 'schema' }),
      ),
    ).finally(() => {
      going = false
    })
    const statuses = (await Promise.all(reading)).flat()
    expect(new Set(statuses)).toEqual(new Set([200]))
    for (const tenant of onboarded) expect((await tenant.call('GET', '/me')).status).toBe(401)
  })
})
