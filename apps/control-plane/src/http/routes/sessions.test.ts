import { createLogger } from '@mt/shared/logger'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { putApiKey } from '../../api-keys/put-api-key.ts'
import type { Scope } from '../../api-keys/scopes.ts'
import { type Orm, openOrm } from '../../database/open-orm.ts'
import { entities } from '../../entities.ts'
import { newSlug, startTestNetwork, type TestNetwork } from '../../testing/test-network.ts'
import { signInLimit } from '../../verbs/sessions/begin-session.ts'
import { removeEndedSessions } from '../../verbs/sessions/end-session.ts'

let network: TestNetwork
let orm: Orm
let origin: string

beforeAll(async () => {
  network = await startTestNetwork()
  orm = await openOrm(network.config.database, createLogger('test', 'silent'), entities)
  origin = network.controlPlane.url
})
afterAll(async () => {
  await orm.close()
  await network.close()
})

interface Call {
  cookie?: string
  body?: unknown
  headers?: Record<string, string>
}

/** Sends a request as a page of the console does, unless `headers` differ. */
async function call(method: string, path: string, { cookie, body, headers }: Call = {}) {
  return fetch(new URL(path, origin), {
    method,
    headers: {
      origin,
      ...(cookie === undefined ? {} : { cookie }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
}

async function newKey(...scopes: Scope[]): Promise<{ name: string; key: string }> {
  const { body } = await network.call('POST', '/v1/api-keys', { body: { name: newSlug(), scopes } })
  return { name: body.name, key: body.key }
}

async function signIn(key: string): Promise<string> {
  const answer = await call('POST', '/console/session', { body: { key } })
  expect(answer.status).toBe(204)
  return String(answer.headers.get('set-cookie')?.split(';')[0])
}

describe('a session of the console', () => {
  it('is a cookie that scripts and other sites cannot use', async () => {
    const { key } = await newKey('read')
    const answer = await call('POST', '/console/session', { body: { key } })
    const cookie = answer.headers.get('set-cookie')
    expect(cookie).toMatch(/^console=[\w-]{43}; Max-Age=43200; Path=\/; HttpOnly; SameSite=Strict$/)
    expect(cookie).not.toContain(key)
  })

  it('is shown only to its own cookie', async () => {
    const { name, key } = await newKey('read', 'operate')
    const cookie = await signIn(key)
    const shown = await call('GET', '/console/session', { cookie })
    expect(await shown.json()).toMatchObject({ name, scopes: ['read', 'operate'] })
    expect((await call('GET', '/console/session')).status).toBe(401)
    expect((await call('GET', '/v1/tenants', { cookie: 'console=nothing' })).status).toBe(401)
  })

  it('has its key’s scopes, and the audit trail names the key', async () => {
    const { name, key } = await newKey('read', 'onboard')
    const cookie = await signIn(key)
    const body = { slug: newSlug(), name: 'x' }
    expect((await call('POST', '/v1/tenants', { cookie, body })).status).toBe(202)
    const refused = await call('POST', `/v1/tenants/${body.slug}/suspend`, { cookie })
    expect(refused.status).toBe(403)
    expect(await refused.json()).toMatchObject({ detail: expect.stringContaining('"operate"') })
    const audit = await network.call('GET', `/v1/audit?who=${name}`)
    const what = audit.body.results.map((entry: { what: string }) => entry.what)
    expect(what).toEqual(expect.arrayContaining(['tenant.created', 'session.began']))
  })

  it('ends at once when its key is revoked', async () => {
    const { name, key } = await newKey('admin')
    const cookie = await signIn(key)
    expect((await call('GET', '/v1/tenants', { cookie })).status).toBe(200)
    await network.call('DELETE', `/v1/api-keys/${name}`)
    expect((await call('GET', '/v1/tenants', { cookie })).status).toBe(401)
    expect((await call('GET', '/console/session', { cookie })).status).toBe(401)
    expect((await call('POST', '/console/session', { body: { key } })).status).toBe(401)
  })

  it('ends when its key is replaced, and loses scopes with the key', async () => {
    const name = newSlug()
    const put = (secret: string, ...scopes: Scope[]) => putApiKey(orm, { name, secret, scopes })
    await put('first', 'read', 'admin')
    const cookie = await signIn('first')
    await put('first', 'read')
    expect((await call('GET', '/v1/tenants', { cookie })).status).toBe(200)
    expect((await call('GET', '/v1/api-keys', { cookie })).status).toBe(403)
    await put('second', 'read')
    expect((await call('GET', '/v1/tenants', { cookie })).status).toBe(401)
  })

  it('ends when its user signs out', async () => {
    const cookie = await signIn((await newKey('read')).key)
    const out = await call('DELETE', '/console/session', { cookie })
    expect(out.status).toBe(204)
    expect(out.headers.get('set-cookie')).toMatch(/^console=; Max-Age=0/)
    expect((await call('GET', '/v1/tenants', { cookie })).status).toBe(401)
  })

  it('expires and is then removed', async () => {
    const cookie = await signIn((await newKey('read')).key)
    await network.database.query(
      `update control_plane.sessions set expires_at = now() - interval '1 second'`,
    )
    expect((await call('GET', '/v1/tenants', { cookie })).status).toBe(401)
    await removeEndedSessions({ orm } as Parameters<typeof removeEndedSessions>[0])
    const { rows } = await network.database.query('select * from control_plane.sessions')
    expect(rows).toEqual([])
  })

  it.each([
    ['another host', { origin: 'http://evil.example' }],
    ['another port of this host', { origin: 'http://127.0.0.1:1' }],
    ['no origin', { origin: '' }],
    ['a page without a name', { origin: 'null' }],
  ])('changes nothing for %s', async (_, headers) => {
    const { key } = await newKey('admin')
    const cookie = await signIn(key)
    const body = { name: newSlug(), scopes: ['admin'] }
    const refused = [
      await call('POST', '/v1/api-keys', { cookie, body, headers }),
      await call('DELETE', '/console/session', { cookie, headers }),
      await call('POST', '/console/session', { body: { key }, headers }),
    ]
    expect(refused.map(({ status }) => status)).toEqual([403, 403, 403])
    expect((await call('GET', '/v1/tenants', { cookie })).status).toBe(200)
  })

  it('is not available to other origins', async () => {
    const headers = { 'access-control-request-method': 'POST', origin: 'http://evil.example' }
    const preflight = await call('OPTIONS', '/v1/tenants', { headers })
    const read = await call('GET', '/v1/tenants', { headers })
    for (const answer of [preflight, read]) {
      expect([...answer.headers.keys()].filter((name) => name.includes('allow-origin'))).toEqual([])
    }
  })

  it('does not help a request with a wrong key', async () => {
    const cookie = await signIn((await newKey('read')).key)
    const headers = { authorization: 'Bearer wrong' }
    expect((await call('GET', '/v1/tenants', { cookie, headers })).status).toBe(401)
  })

  it('is stored as a hash, and its key never in clear text', async () => {
    const { key } = await newKey('read')
    const token = (await signIn(key)).replace('console=', '')
    const { rows } = await network.database.query(
      'select s::text as text from control_plane.sessions s',
    )
    const kept = rows.map(({ text }) => text).join(' ')
    expect(kept).not.toContain(token)
    expect(kept).not.toContain(key)
  })

  it('is refused after too many wrong keys', async () => {
    const { key } = await newKey('read')
    const wrong = () => call('POST', '/console/session', { body: { key: 'wrong' } })
    let status = 0
    for (let tries = 0; tries <= signInLimit.points && status !== 429; tries++) {
      status = (await wrong()).status
    }
    expect(status).toBe(429)
    const refused = await call('POST', '/console/session', { body: { key } })
    expect(refused.status).toBe(429)
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0)
    const counts = await network.redis.keys('console:sign_in*')
    await network.redis.del(counts)
    await signIn(key)
  })
})
