import { hostKey } from '@mt/shared/registry/protocol'
import { removeKeys } from '@mt/shared/testing/remove-keys'
import { Redis } from 'ioredis'
import pg from 'pg'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { Config } from '../config.ts'
import { databaseUrl } from '../database/create-database.ts'
import { type ControlPlaneProcess, spawnControlPlane } from '../testing/control-plane-process.ts'
import { type FakeService, startFakeService } from '../testing/fake-service.ts'
import { newTestConfig } from '../testing/test-config.ts'
import { callerOf, dropDatabase, newSlug } from '../testing/test-network.ts'

let config: Config
let service: FakeService
let running: ControlPlaneProcess
beforeAll(async () => {
  const { config: plain, keys } = await newTestConfig()
  service = await startFakeService(keys.internal)
  config = { ...plain, dataPlane: { ...plain.dataPlane, url: service.url } }
})
afterEach(() => running.kill())
afterAll(async () => {
  await service.close()
  await removeKeys(config.redis.url, 'control-plane')
  await dropDatabase(config.database)
})

const admin = { username: 'admin', email: 'admin@example.com', password: 'a-long-password' }

/** Onboards a tenant and kills the control plane when it calls the data plane for `action`. */
async function crashDuring(action: string) {
  const reached = Promise.withResolvers<void>()
  const killed = Promise.withResolvers<undefined>()
  service.behave = async (asked) => {
    if (asked !== action) return undefined
    reached.resolve()
    return killed.promise
  }
  running = await spawnControlPlane(config)
  const body = { slug: newSlug(), name: 'Thor', admin }
  const begun = await callerOf(running.url)('POST', '/v1/tenants', { body })
  await reached.promise
  await running.kill()
  service.behave = () => undefined
  killed.resolve(undefined)
  return { slug: body.slug, operation: begun.body.id, tenant: begun.body.tenant }
}

describe('an operation whose control plane is killed', () => {
  it.each(['provision', 'create-admin'])(
    'completes as if nothing had happened, in %s',
    async (action) => {
      const { slug, operation, tenant } = await crashDuring(action)
      running = await spawnControlPlane(config)
      const call = callerOf(running.url)
      const stateNow = async () => (await call('GET', `/v1/operations/${operation}`)).body.state
      await expect.poll(stateNow).toBe('succeeded')
      const shown = await call('GET', `/v1/tenants/${slug}`)
      expect(shown.body).toMatchObject({ status: 'active', schemaVersion: 'first' })
      expect(service.provisioned).toContain(tenant)
      expect(service.admins.get(tenant)).toMatchObject({ username: 'admin' })
      const redis = new Redis(config.redis.url)
      const version = () => redis.hget(hostKey(shown.body.hosts[0]), 'version')
      await expect.poll(version).toBe(String(shown.body.version))
      redis.disconnect()
      expect(await auditOf(tenant)).toEqual(['tenant.created', 'tenant.activated'])
    },
  )

  it('is taken over by another running control plane', async () => {
    const other = await spawnControlPlane(config)
    try {
      const { operation } = await crashDuring('provision')
      const call = callerOf(other.url)
      const stateNow = async () => (await call('GET', `/v1/operations/${operation}`)).body.state
      await expect.poll(stateNow).toBe('succeeded')
    } finally {
      await other.kill()
    }
  })
})

async function auditOf(tenant: string): Promise<string[]> {
  const client = new pg.Client({ connectionString: databaseUrl(config.database) })
  await client.connect()
  const sql = 'select what from control_plane.audit_entries where tenant_id = $1 order by id'
  const { rows } = await client.query(sql, [tenant])
  await client.end()
  return rows.map(({ what }) => what)
}
