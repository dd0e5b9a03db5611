import { beforeAll, describe, expect, it } from 'vitest'
import type { Network } from './network.ts'
import { sharedNetwork } from './setup/shared.ts'
import { expectStatus, password, type TenantClient } from './tenant-client.ts'

let network: Network
let thor: TenantClient
let loki: TenantClient
const alice = { username: 'alice', password }

beforeAll(async () => {
  network = await sharedNetwork()
  thor = await network.onboard()
  loki = await network.onboard()
  for (const tenant of [thor, loki]) await tenant.newUser('alice')
})

describe('a session of pages', () => {
  it('is a cookie of one host that scripts cannot read', async () => {
    const answer = await signIn(thor, originOf(thor))
    expect(answer.status).toBe(204)
    const [cookie] = answer.headers['set-cookie'] ?? []
    expect(cookie).toMatch(/^session=[\w-]{43}; Max-Age=\d+; Path=\/; HttpOnly; SameSite=Lax$/)
  })

  it('can read with only the cookie', async () => {
    const headers = { cookie: await cookieOf(thor) }
    expect(await thor.call('GET', '/me', { headers })).toMatchObject({
      status: 200,
      body: { username: 'alice' },
    })
  })

  it('is not valid on another tenant’s host', async () => {
    const headers = { cookie: await cookieOf(thor), origin: originOf(loki) }
    expect(await loki.call('GET', '/me', { headers })).toMatchObject({ status: 401 })
    expect(
      await loki.call('POST', '/polls', { headers, body: { question: 'Mine?' } }),
    ).toMatchObject({ status: 401 })
  })

  it.each(['another tenant', 'no origin', 'the null origin', 'another port', 'another scheme'])(
    'cannot write from a page of %s',
    async (page) => {
      const origins: Record<string, string | undefined> = {
        'another tenant': originOf(loki),
        'the null origin': 'null',
        'another port': `${originOf(thor)}:8080`,
        'another scheme': `https://${thor.host}`,
      }
      const origin = origins[page]
      const headers = { cookie: await cookieOf(thor), ...(origin ? { origin } : {}) }
      const write = await thor.call('POST', '/polls', { headers, body: { question: 'Forged?' } })
      expect(write).toMatchObject({ status: 403, body: { code: 'forbidden' } })
    },
  )

  it('can write from a page of its own host', async () => {
    const headers = { cookie: await cookieOf(thor), origin: originOf(thor) }
    expect(
      await thor.call('POST', '/polls', { headers, body: { question: 'Mine?' } }),
    ).toMatchObject({ status: 201 })
  })

  it('cannot be begun from another tenant’s page', async () => {
    expect(await signIn(thor, originOf(loki))).toMatchObject({ status: 403 })
  })

  it('ends with its token', async () => {
    const headers = { cookie: await cookieOf(thor), origin: originOf(thor) }
    expect(await thor.call('DELETE', '/session', { headers })).toMatchObject({ status: 204 })
    expect(await thor.call('GET', '/me', { headers })).toMatchObject({ status: 401 })
  })

  it('is not available to other origins', async () => {
    const headers = { origin: originOf(loki) }
    const answer = await thor.call('GET', '/me', { headers })
    expect(Object.keys(answer.headers).filter((name) => name.startsWith('access-control'))).toEqual(
      [],
    )
  })
})

describe('an answer of the API', () => {
  it.each([
    ['POST', '/login', 200],
    ['POST', '/session', 204],
    ['GET', '/me', 200],
    ['GET', '/polls', 200],
    ['GET', '/nothing', 404],
  ])('to %s %s is not cached', async (method, path, status) => {
    const token = await thor.logIn(alice.username, password)
    const body = method === 'POST' ? { body: alice } : {}
    const answer = await thor.call(method, path, {
      ...{ ...body, token, headers: { origin: originOf(thor) } },
    })
    expect(answer).toMatchObject({
      status,
      headers: { 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' },
    })
  })

  it('of the gateway itself is not cached either', async () => {
    const { headers } = await network.callGateway({ host: 'nobody.example.org', path: '/' })
    expect(headers).toMatchObject({ 'cache-control': 'no-store' })
  })
})

function originOf(tenant: TenantClient): string {
  return `http://${tenant.host}`
}

function signIn(tenant: TenantClient, origin: string) {
  return tenant.call('POST', '/session', { body: alice, headers: { origin } })
}

async function cookieOf(tenant: TenantClient): Promise<string> {
  const answer = await signIn(tenant, originOf(tenant))
  expectStatus(answer, 204)
  return answer.headers['set-cookie']?.[0]?.split(';')[0] ?? ''
}
