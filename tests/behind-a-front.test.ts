import { request } from 'node:http'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { hasBalancer, startBalancer } from './front/balancer.ts'
import { startTlsFront, type TlsFront } from './front/tls-front.ts'
import { type OwnNetwork, startNetwork } from './own-network.ts'
import { password, type TenantClient } from './tenant-client.ts'

/** Other systems have only one loopback address, from which all clients would connect. */
const hasAddresses = process.platform === 'linux'
/** The front connects from this address; connections from other addresses of this machine are clients. */
const frontAddress = '127.0.0.1'
const clientAddress = '127.0.0.2'
const alice = { username: 'alice', password }
const admin = { username: 'admin', email: 'admin@example.org', password }

let network: OwnNetwork
beforeAll(async () => {
  network = await startNetwork({ env: { TRUSTED_PROXIES: frontAddress } })
})
afterAll(() => network[Symbol.asyncDispose]())

describe.each([
  ['a gateway', hasAddresses],
  ['the shipped balancer', hasAddresses && hasBalancer],
])('behind a front that terminates TLS before %s', (before, isHere) => {
  const running = new AsyncDisposableStack()
  let target: string
  let front: TlsFront
  let tenant: TenantClient

  beforeAll(async () => {
    if (!isHere) return
    tenant = await network.onboard({ admin })
    await tenant.newUser('alice')
    target = network.gatewayUrl
    if (before !== 'a gateway') {
      target = running.use(await startBalancer([target, target], frontAddress)).url
    }
    front = running.use(await startTlsFront(target))
  })
  afterAll(() => running.disposeAsync())

  const signIn = (origin: string, headers = {}) =>
    front.call({
      ...{ host: tenant.host, method: 'POST', path: '/session', body: alice },
      headers: { ...headers, origin },
    })

  /** Signs in as a client that bypasses the front. */
  function signInDirectly(headers: Record<string, string>, secret = password): Promise<number> {
    const body = JSON.stringify({ ...alice, password: secret })
    const options = { method: 'POST', localAddress: clientAddress, agent: false as const }
    const sent = { host: tenant.host, 'content-type': 'application/json', ...headers }
    return new Promise((resolve, reject) => {
      request(new URL('/session', target), { ...options, headers: sent }, (answer) => {
        answer.resume().on('end', () => resolve(answer.statusCode ?? 0))
      })
        .on('error', reject)
        .end(body)
    })
  }

  it.skipIf(!isHere)('signs in over TLS, with a cookie for TLS only', async () => {
    const answer = await signIn(`https://${tenant.host}`)
    expect(answer.status).toBe(204)
    const [cookie = ''] = answer.headers['set-cookie'] ?? []
    expect(cookie).toMatch(/^__Host-session=.+; Path=\/; HttpOnly; Secure; SameSite=Lax$/)
    const headers = { cookie: cookie.split(';')[0] ?? '', origin: `https://${tenant.host}` }
    const request = { host: tenant.host, headers }
    expect(await front.call({ ...request, path: '/me' })).toMatchObject({ status: 200 })
    const poll = { method: 'POST', path: '/polls', body: { question: 'Over TLS?' } }
    expect(await front.call({ ...request, ...poll })).toMatchObject({ status: 201 })
  })

  it.skipIf(!isHere)('rejects pages of plain HTTP', async () => {
    expect((await signIn(`http://${tenant.host}`)).status).toBe(403)
    expect((await signIn(`http://${tenant.host}`, { 'x-forwarded-proto': 'http' })).status).toBe(
      403,
    )
  })

  it.skipIf(!isHere)('makes links with https', async () => {
    const token = await tenant.logIn(admin.username, password)
    const headers = { authorization: `Bearer ${token}` }
    const { body } = await front.call({ host: tenant.host, path: '/me', headers })
    const path = `/admin/api/users/${(body as { id: string }).id}/password-link`
    const link = await front.call({ host: tenant.host, method: 'POST', path, headers })
    expect(link.body).toMatchObject({
      url: expect.stringMatching(`^https://${tenant.host}/app/new-password#`),
    })
  })

  it.skipIf(!isHere)('ignores clients’ X-Forwarded headers', async () => {
    const forged = { 'x-forwarded-proto': 'https', 'x-forwarded-for': '6.6.6.6' }
    const connection = { connection: 'close, x-forwarded-proto, x-forwarded-for' }
    for (const headers of [forged, { ...forged, ...connection }]) {
      expect(await signInDirectly({ ...headers, origin: `https://${tenant.host}` })).toBe(403)
      expect(await signInDirectly({ ...headers, origin: `http://${tenant.host}` })).toBe(204)
    }
  })

  it.skipIf(!isHere)('counts a client’s failures, whatever address it claims', async () => {
    const statuses: number[] = []
    for (let i = 0; i < 15; i++) {
      const headers = { 'x-forwarded-for': `10.1.2.${i}`, origin: `http://${tenant.host}` }
      statuses.push(await signInDirectly(headers, 'a wrong password'))
    }
    expect(statuses).toContain(429)
    expect((await signIn(`https://${tenant.host}`)).status).toBe(204)
  })

  it.skipIf(!isHere)('counts clients behind the front separately', async () => {
    const wrong = { ...alice, password: 'a wrong password' }
    const from = (address: string, body = wrong) =>
      front.call(
        {
          ...{ host: tenant.host, method: 'POST', path: '/session', body },
          headers: { origin: `https://${tenant.host}` },
        },
        address,
      )
    const statuses: number[] = []
    for (let i = 0; i < 15; i++) statuses.push((await from('127.0.0.3')).status)
    expect(statuses).toContain(429)
    expect((await from('127.0.0.4', alice)).status).toBe(204)
  })
})
