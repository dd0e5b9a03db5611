import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { newSlug, startTestNetwork, type TestNetwork } from '../../testing/test-network.ts'

let network: TestNetwork
beforeAll(async () => {
  network = await startTestNetwork()
})
afterAll(() => network.close())

function make(body: object, headers = {}) {
  return network.call('POST', '/v1/api-keys', { body, headers })
}

describe('apiKeyRoutes', () => {
  it('returns a key only once, not to a repeated request', async () => {
    const headers = { 'idempotency-key': crypto.randomUUID() }
    const body = { name: newSlug(), scopes: ['read'] }
    const made = await make(body, headers)
    expect(made).toMatchObject({
      status: 201,
      body: { ...body, key: expect.stringMatching(/^mt_/) },
    })
    expect(await make(body, headers)).toMatchObject({
      status: 201,
      body: { id: made.body.id, key: null },
    })
    const { body: page } = await network.call('GET', '/v1/api-keys')
    expect(JSON.stringify(page)).not.toContain(made.body.key)
    expect(page.results).toContainEqual(expect.objectContaining(body))
  })

  it('revokes a key and writes an audit entry', async () => {
    const { body } = await make({ name: newSlug(), scopes: ['read'] })
    const read = () => network.call('GET', '/v1/tenants', { key: body.key })
    expect((await read()).status).toBe(200)
    expect((await network.call('DELETE', `/v1/api-keys/${body.id}`)).status).toBe(204)
    expect((await read()).status).toBe(401)
    const audit = await network.call('GET', '/v1/audit?what=api_key.revoked&limit=1')
    expect(audit.body.results[0]).toMatchObject({
      ...{ who: 'bootstrap', from: '127.0.0.1', before: { id: body.id, name: body.name } },
    })
  })

  it('requires the scope admin', async () => {
    const { body } = await make({ name: newSlug(), scopes: ['read', 'onboard', 'operate'] })
    const refused = await network.call('POST', '/v1/api-keys', {
      key: body.key,
      body: { name: newSlug(), scopes: ['admin'] },
    })
    expect(refused).toMatchObject({ status: 403, body: { code: 'forbidden' } })
  })

  it('writes the last use at most once a minute', async () => {
    const { body } = await make({ name: newSlug(), scopes: ['read'] })
    const use = () => network.call('GET', '/v1/tenants', { key: body.key })
    const lastUse = async () => {
      const sql = 'select last_used_at from control_plane.api_keys where id = $1'
      return (await network.database.query(sql, [body.id])).rows[0].last_used_at
    }
    await use()
    // Requests do not wait until their use is recorded.
    await expect.poll(lastUse).not.toBeNull()
    const first = await lastUse()
    await use()
    expect(await lastUse()).toEqual(first)
  })
})
