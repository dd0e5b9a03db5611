import { verifyEntry } from '@mt/shared/registry/entry'
import { filledKey, hostKey } from '@mt/shared/registry/protocol'
import { testServers } from '@mt/shared/testing/servers'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { registryLock } from './registry/record-entry.ts'
import { type CuttableProxy, startCuttableProxy } from './testing/cuttable-proxy.ts'
import { newSlug, startTestNetwork, type TestNetwork } from './testing/test-network.ts'

let network: TestNetwork
let postgres: CuttableProxy
let redis: CuttableProxy
beforeAll(async () => {
  postgres = await startCuttableProxy(testServers().databaseUrl)
  redis = await startCuttableProxy(testServers().redisUrl)
  network = await startTestNetwork({ databaseUrl: postgres.url, redisUrl: redis.url })
})
beforeEach(() => {
  network.service.behave = () => undefined
})
afterAll(async () => {
  await network.close()
  await redis.close()
  await postgres.close()
})

const headers = { prefer: 'wait=10' }

async function newTenant() {
  const body = { slug: newSlug(), name: 'Thor' }
  return (await network.call('POST', '/v1/tenants', { body, headers })).body
}

async function publishedStatus(host: string) {
  const token = (await network.redis.hget(hostKey(host), 'entry')) ?? ''
  const entry = await verifyEntry(network.keys.registry, host, token).catch(() => undefined)
  return entry?.status
}

describe('without PostgreSQL', () => {
  it('answers 503 with Retry-After until it is back', async () => {
    await postgres.cut()
    const away = await network.call('GET', '/v1/tenants')
    expect(away).toMatchObject({ status: 503, body: { code: 'unavailable' } })
    expect(Number(away.headers.get('retry-after'))).toBeGreaterThan(0)
    expect((await network.call('GET', '/readyz')).status).toBe(503)
    expect((await network.call('GET', '/livez')).status).toBe(200)
    await postgres.mend()
    expect((await network.call('GET', '/readyz')).status).toBe(200)
    expect((await newTenant()).status).toBe('active')
  })

  it('drops connections that were lost in a transaction', async () => {
    const { maxConnections } = network.config.database
    const blocker = await network.database.connect()
    await blocker.query('select pg_advisory_lock($1)', [registryLock])
    const asked = Array.from({ length: maxConnections }, () =>
      network.call('POST', '/v1/tenants', { body: { slug: newSlug(), name: 'Thor' } }),
    )
    await expect.poll(waitingTransactions).toBe(maxConnections)
    await postgres.cut()
    for (const { status } of await Promise.all(asked)) expect(status).toBe(503)
    await blocker.query('select pg_advisory_unlock($1)', [registryLock])
    blocker.release()
    await postgres.mend()
    expect((await newTenant()).status).toBe('active')
  })

  it('continues an operation that was in progress', async () => {
    const held = Promise.withResolvers<undefined>()
    network.service.behave = () => held.promise
    const body = { slug: newSlug(), name: 'Thor' }
    const begun = await network.call('POST', '/v1/tenants', { body })
    await expect.poll(() => network.service.calls.some(isFor(begun.body.tenant))).toBe(true)
    await postgres.cut()
    held.resolve(undefined)
    await expect.poll(() => network.service.provisioned).toContain(begun.body.tenant)
    await postgres.mend()
    await expect
      .poll(async () => (await network.call('GET', `/v1/tenants/${body.slug}`)).body.status)
      .toBe('active')
  })
})

describe('without Redis', () => {
  it('is ready, changes tenants, and publishes when Redis is back', async () => {
    const tenant = await newTenant()
    const [host] = tenant.hosts
    await expect.poll(() => publishedStatus(host)).toBe('active')
    await redis.cut()
    const suspended = await network.call('POST', `/v1/tenants/${tenant.id}/suspend`, { headers })
    expect(suspended.status).toBe(200)
    expect((await network.call('GET', '/readyz')).status).toBe(200)
    expect(await publishedStatus(host)).toBe('active')
    await redis.mend()
    await expect.poll(() => publishedStatus(host)).toBe('suspended')
  })

  it('refills a Redis that came back empty', async () => {
    const tenants = [await newTenant(), await newTenant(), await newTenant()]
    const hosts = tenants.map((tenant) => tenant.hosts[0])
    await expect.poll(() => publishedStatus(hosts[2])).toBe('active')
    await redis.cut()
    await forgetRegistry(hosts)
    await redis.mend()
    for (const host of hosts) {
      await expect.poll(() => publishedStatus(host)).toBe('active')
    }
    await expect.poll(() => network.redis.exists(filledKey)).toBe(1)
  })

  it('corrects a Redis that came back in an earlier state', async () => {
    const tenant = await newTenant()
    const [host] = tenant.hosts
    await expect.poll(() => publishedStatus(host)).toBe('active')
    const earlier = await snapshot(host)
    await network.call('POST', `/v1/tenants/${tenant.id}/suspend`, { headers })
    await expect.poll(() => publishedStatus(host)).toBe('suspended')
    await redis.cut()
    await restore(host, earlier)
    expect(await publishedStatus(host)).toBe('active')
    await redis.mend()
    await expect.poll(() => publishedStatus(host)).toBe('suspended')
  })
})

async function waitingTransactions(): Promise<number> {
  const { rows } = await network.database.query(`
    select count(*)::int from pg_locks join pg_database d on d.oid = database
    where d.datname = current_database() and locktype = 'advisory' and not granted`)
  return rows[0].count
}

function isFor(tenant: string) {
  return ({ tenantId }: { tenantId: string }) => tenantId === tenant
}

async function watermarkKey(): Promise<string> {
  const { rows } = await network.database.query('select id from control_plane.registry')
  return `registry:published:${rows[0].id}`
}

async function forgetRegistry(hosts: string[]): Promise<void> {
  await network.redis.del(await watermarkKey(), filledKey, ...hosts.map(hostKey))
}

async function snapshot(host: string) {
  return {
    watermark: await network.redis.get(await watermarkKey()),
    entry: await network.redis.hgetall(hostKey(host)),
  }
}

async function restore(host: string, { watermark, entry }: Awaited<ReturnType<typeof snapshot>>) {
  await network.redis.hset(hostKey(host), entry)
  await network.redis.set(await watermarkKey(), watermark ?? '0')
}
