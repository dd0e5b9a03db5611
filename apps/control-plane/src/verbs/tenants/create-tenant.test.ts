import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { newSlug, startTestNetwork, type TestNetwork } from '../../testing/test-network.ts'

let network: TestNetwork
beforeAll(async () => {
  network = await startTestNetwork()
})
afterAll(() => network.close())

const wait = { prefer: 'wait=10' }

describe('createTenant', () => {
  it('answers with the active tenant if the client waits', async () => {
    const slug = newSlug()
    const body = { slug, name: 'Thor' }
    const created = await network.call('POST', '/v1/tenants', { body, headers: wait })
    expect(created.status).toBe(201)
    expect(created.headers.get('location')).toBe(`/v1/tenants/${created.body.id}`)
    expect(created.body).toMatchObject({
      ...{ slug, name: 'Thor', status: 'active', isolation: 'schema', epoch: 1 },
      hosts: [`${slug}.polls.localhost`],
      placement: { model: 'schema', cluster: 'c1', database: 'polls', schema: `t_${slug}` },
      schemaVersion: 'first',
    })
    expect(network.service.provisioned).toContain(created.body.id)
  })

  it('answers with the operation if the client does not wait', async () => {
    const body = { slug: newSlug(), name: 'Loki', isolation: 'database' }
    const created = await network.call('POST', '/v1/tenants', { body })
    expect(created.status).toBe(202)
    expect(created.headers.get('location')).toBe(`/v1/operations/${created.body.id}`)
    expect(created.body).toMatchObject({ kind: 'onboard' })
    await expect
      .poll(async () => (await network.call('GET', `/v1/operations/${created.body.id}`)).body)
      .toMatchObject({
        state: 'succeeded',
        steps: [
          { name: 'provision', state: 'succeeded', attempts: 1 },
          { name: 'activate', state: 'succeeded', attempts: 1 },
        ],
      })
  })

  it('creates the first admin with a hashed password', async () => {
    const admin = { username: 'admin', email: 'admin@example.com', password: 'a-long-password' }
    const body = { slug: newSlug(), name: 'Odin', isolation: 'shared', admin }
    const created = await network.call('POST', '/v1/tenants', { body, headers: wait })
    expect(created.status).toBe(201)
    const made = network.service.admins.get(created.body.id)
    expect(made).toMatchObject({ username: 'admin' })
    expect(made?.passwordHash).toMatch(/^\$argon2id\$/)
  })

  it('leaves neither password nor hash in any table', async () => {
    const password = `secret-${newSlug()}`
    const admin = { username: 'admin', email: 'admin@example.com', password }
    const body = { slug: newSlug(), name: 'Odin', admin }
    const created = await network.call('POST', '/v1/tenants', { body, headers: wait })
    expect(created.status).toBe(201)
    const text = await everyRow(network)
    expect(text).toContain(body.slug)
    expect(text).not.toContain(password)
    expect(text).not.toContain('argon2')
    expect(text).not.toContain(network.config.apiKeys.bootstrap)
  })

  it('writes to the audit trail', async () => {
    const body = { slug: newSlug(), name: 'Freya' }
    const created = await network.call('POST', '/v1/tenants', { body, headers: wait })
    const { rows } = await network.database.query(
      'select who, what, address from control_plane.audit_entries where tenant_id = $1 order by id',
      [created.body.id],
    )
    const by = { who: 'bootstrap', address: '127.0.0.1' }
    expect(rows).toEqual([
      { ...by, what: 'tenant.created' },
      { ...by, what: 'tenant.activated' },
    ])
  })

  it('refuses a slug that is taken', async () => {
    const body = { slug: newSlug(), name: 'Thor' }
    await network.call('POST', '/v1/tenants', { body })
    const again = await network.call('POST', '/v1/tenants', { body })
    expect(again).toMatchObject({ status: 409, body: { code: 'slug_taken' } })
  })

  it('gives a slug to only one of many concurrent requests', async () => {
    const body = { slug: newSlug(), name: 'Thor' }
    const asked = Array.from({ length: 5 }, () =>
      network.call('POST', '/v1/tenants', { body, headers: wait }),
    )
    const statuses = (await Promise.all(asked)).map(({ status }) => status)
    expect(statuses.sort()).toEqual([201, 409, 409, 409, 409])
  })

  it('chooses another placement if an earlier tenant has it', async () => {
    const first = { slug: newSlug(), name: 'First' }
    const { body: earlier } = await network.call('POST', '/v1/tenants', {
      body: first,
      headers: wait,
    })
    await network.database.query(`update control_plane.tenants set slug = $1 where id = $2`, [
      newSlug(),
      earlier.id,
    ])
    await network.database.query('delete from control_plane.domains where tenant_id = $1', [
      earlier.id,
    ])
    const { body: later } = await network.call('POST', '/v1/tenants', {
      body: first,
      headers: wait,
    })
    expect(later.placement.schema).toBe(`t_${first.slug}_${later.id.slice(-8)}`)
  })

  it.each([
    ['slug', { slug: 'No', name: 'x' }],
    ['slug', { slug: 'admin', name: 'x' }],
    ['name', { slug: 'thor-of-asgard' }],
    ['isolation', { slug: 'thor-of-asgard', name: 'x', isolation: 'dedicated' }],
    ['placement', { slug: 'thor-of-asgard', name: 'x', placement: {} }],
    [
      'admin.password',
      {
        ...{ slug: 'thor-of-asgard', name: 'x' },
        admin: { username: 'a', email: 'a@example.com', password: 'short' },
      },
    ],
  ])('names the invalid field: %s', async (field, body) => {
    const refused = await network.call('POST', '/v1/tenants', { body })
    expect(refused.status).toBe(422)
    expect(refused.headers.get('content-type')).toBe('application/problem+json')
    expect(refused.body.errors.map((error: { field: string }) => error.field)).toEqual([field])
  })

  it('refuses malformed JSON with 400', async () => {
    const refused = await network.call('POST', '/v1/tenants', { body: '{"slug"' })
    expect(refused).toMatchObject({ status: 400, body: { code: 'malformed_body' } })
  })

  it('refuses another type of body with 415', async () => {
    const headers = { 'content-type': 'text/plain' }
    const refused = await network.call('POST', '/v1/tenants', { body: '{}', headers })
    expect(refused.status).toBe(415)
  })

  it('refuses another method with 405 and Allow', async () => {
    const refused = await network.call('DELETE', '/v1/tenants')
    expect(refused.status).toBe(405)
    expect(refused.headers.get('allow')).toBe('GET, POST')
  })
})

/** Everything that the control plane and its queue store, as one text. */
async function everyRow({ database }: TestNetwork): Promise<string> {
  const tables = await database.query(`
    select format('%I.%I', schemaname, tablename) as name from pg_tables
    where schemaname in ('control_plane', 'graphile_worker')`)
  const texts = tables.rows.map(async ({ name }) => {
    const { rows } = await database.query(`select string_agg(t::text, ' ') as text from ${name} t`)
    return rows[0].text
  })
  return (await Promise.all(texts)).join('\n')
}
