import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { newSlug, startTestNetwork, type TestNetwork } from './testing/test-network.ts'

const lines: string[] = []
let network: TestNetwork
beforeAll(async () => {
  network = await startTestNetwork({ log: (line) => void lines.push(line) })
})
afterAll(() => network.close())

/** Everything that is stored or logged anywhere. */
async function everything(): Promise<Record<string, string>> {
  const { database, redis } = network
  const tables = await database.query(`
    select format('%I.%I', schemaname, tablename) as name from pg_tables
    where schemaname in ('control_plane', 'graphile_worker')`)
  const kept: Record<string, string> = { logs: lines.join('') }
  for (const { name } of tables.rows) {
    const { rows } = await database.query(`select string_agg(t::text, ' ') as text from ${name} t`)
    kept[name] = rows[0].text ?? ''
  }
  for (const key of await redis.keys('*')) kept[`Redis ${key}`] = (await redis.dump(key)) ?? ''
  return kept
}

describe('a secret', () => {
  it('is in no queue, audit entry, idempotency row, log or Redis key', async () => {
    const password = `password-${newSlug()}`
    const admin = { username: 'admin', email: 'admin@example.com', password }
    // Held in the onboarding, so that its operation is still in the queue.
    const held = Promise.withResolvers<undefined>()
    network.service.behave = () => held.promise
    const headers = { 'idempotency-key': crypto.randomUUID() }
    const body = { slug: newSlug(), name: 'Odin', admin }
    const begun = await network.call('POST', '/v1/tenants', { body, headers })
    expect(begun.status).toBe(202)
    const made = await network.call('POST', '/v1/api-keys', {
      body: { name: newSlug(), scopes: ['read'] },
      headers: { 'idempotency-key': crypto.randomUUID() },
    })
    expect(made.status).toBe(201)
    await network.call('GET', '/v1/tenants', { key: made.body.key })
    await network.call('POST', '/v1/tenants', { body: { ...body, unknown: password } })
    const kept = await everything()
    held.resolve(undefined)
    for (const table of ['audit_entries', 'idempotency_keys', 'operations']) {
      expect(kept[`control_plane.${table}`]?.length).toBeGreaterThan(0)
    }
    expect(kept['graphile_worker._private_jobs']).toContain(begun.body.id)
    expect(kept.logs).toContain('/v1/api-keys')
    const secrets = [password, made.body.key, network.config.apiKeys.bootstrap]
    for (const [place, text] of Object.entries(kept)) {
      for (const secret of secrets) expect(text.includes(secret), place).toBe(false)
    }
  })
})
