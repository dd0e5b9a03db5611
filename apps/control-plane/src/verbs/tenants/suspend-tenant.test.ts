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

async function newTenant() {
  const body = { slug: newSlug(), name: 'Thor' }
  return (await network.call('POST', '/v1/tenants', { body, headers })).body
}

async function published(host: string) {
  const token = (await network.redis.hget(hostKey(host), 'entry')) ?? ''
  return verifyEntry(network.keys.registry, host, token).catch(() => undefined)
}

describe('suspendTenant', () => {
  it('suspends and resumes, each published before the answer', async () => {
    const tenant = await newTenant()
    const [host] = tenant.hosts
    const suspended = await network.call('POST', `/v1/tenants/${tenant.id}/suspend`, { headers })
    expect(suspended).toMatchObject({ status: 200, body: { status: 'suspended' } })
    expect(suspended.body.version).toBeGreaterThan(tenant.version)
    expect(await published(host)).toMatchObject({ status: 'suspended' })
    const resumed = await network.call('POST', `/v1/tenants/${tenant.slug}/resume`, { headers })
    expect(resumed).toMatchObject({ status: 200, body: { status: 'active' } })
    expect(await published(host)).toMatchObject({ status: 'active' })
  })

  it('refuses a tenant that is already suspended', async () => {
    const { id } = await newTenant()
    await network.call('POST', `/v1/tenants/${id}/suspend`, { headers })
    const again = await network.call('POST', `/v1/tenants/${id}/suspend`)
    expect(again).toMatchObject({ status: 409, body: { code: 'wrong_status' } })
    expect(again.body.detail).toContain('suspended')
  })

  it('refuses to resume a tenant that is active', async () => {
    const { id } = await newTenant()
    const refused = await network.call('POST', `/v1/tenants/${id}/resume`)
    expect(refused).toMatchObject({ status: 409, body: { code: 'wrong_status' } })
  })

  it('answers 404 for an unknown tenant', async () => {
    const missing = await network.call('POST', `/v1/tenants/${newSlug()}/suspend`)
    expect(missing.status).toBe(404)
  })

  it('begins only one of many concurrent suspensions', async () => {
    const { id } = await newTenant()
    const asked = Array.from({ length: 5 }, () =>
      network.call('POST', `/v1/tenants/${id}/suspend`, { headers }),
    )
    const statuses = (await Promise.all(asked)).map(({ status }) => status)
    expect(statuses.sort()).toEqual([200, 409, 409, 409, 409])
  })
})

describe('changeTenant', () => {
  it('changes the name and nothing else', async () => {
    const tenant = await newTenant()
    const body = { name: '  Thor Odinson ' }
    const changed = await network.call('PATCH', `/v1/tenants/${tenant.id}`, { body, headers })
    const { updatedAt, ...rest } = tenant
    expect(changed).toMatchObject({ status: 200, body: { ...rest, name: 'Thor Odinson' } })
    expect(Date.parse(changed.body.updatedAt)).toBeGreaterThanOrEqual(Date.parse(updatedAt))
  })

  it('refuses fields that a client may not change', async () => {
    const tenant = await newTenant()
    const body = { name: 'x', status: 'deleted' }
    const refused = await network.call('PATCH', `/v1/tenants/${tenant.id}`, { body })
    expect(refused.status).toBe(422)
    expect(refused.body.errors).toEqual([{ field: 'status', message: 'is not accepted here' }])
  })
})
