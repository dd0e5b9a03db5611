import { verifyEntry } from '@mt/shared/registry/entry'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { testRegistryKey } from '../../testing/test-config.ts'
import { newSlug, startTestNetwork, type TestNetwork } from '../../testing/test-network.ts'

let network: TestNetwork
beforeAll(async () => {
  network = await startTestNetwork()
})
afterAll(() => network.close())

const key = testRegistryKey

async function newTenant() {
  const body = { slug: newSlug(), name: 'Thor' }
  const headers = { prefer: 'wait=10' }
  return (await network.call('POST', '/v1/tenants', { body, headers })).body
}

describe('registryRoutes', () => {
  it('returns the signed entry of a host', async () => {
    const tenant = await newTenant()
    const [host] = tenant.hosts
    const { status, body } = await network.call('GET', `/v1/registry/hosts/${host}`, { key })
    expect(status).toBe(200)
    expect(await verifyEntry(network.keys.registry, host, body.entry)).toEqual({
      ...{ host, tenantId: tenant.id, slug: tenant.slug, status: 'active', epoch: 1 },
      ...{ placement: tenant.placement, upstream: { name: 'polls' }, version: tenant.version },
      limits: { requestsInFlight: 500 },
    })
  })

  it('answers 404 for a host that never existed', async () => {
    const path = '/v1/registry/hosts/nobody.polls.localhost'
    expect((await network.call('GET', path, { key })).status).toBe(404)
  })

  it('refuses requests without the registry key, even of operators', async () => {
    expect((await network.call('GET', '/v1/registry/changes')).status).toBe(401)
    expect((await network.call('GET', '/v1/registry/changes', { key: '' })).status).toBe(401)
  })

  it('lists each change in order, and where to continue', async () => {
    const start = (await network.call('GET', '/v1/registry/changes', { key })).body
    expect(start.changes).toEqual([])
    const [one, two] = [await newTenant(), await newTenant()]
    const path = `/v1/registry/changes?after=${start.next}`
    const { body } = await network.call('GET', path, { key })
    const hosts = body.changes.map((change: { host: string }) => change.host)
    expect(hosts).toEqual([one.hosts[0], one.hosts[0], two.hosts[0], two.hosts[0]])
    expect(body.next).toBe(two.version)
    const first = await network.call('GET', `${path}&limit=1`, { key })
    expect(first.body).toEqual({ changes: [body.changes[0]], next: body.changes[0].version })
  })

  it('makes a reader that is ahead of the feed start over', async () => {
    const { version } = await newTenant()
    const path = `/v1/registry/changes?after=${version + 1_000}`
    expect((await network.call('GET', path, { key })).body).toEqual({ changes: [], next: version })
  })
})
