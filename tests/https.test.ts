import { hasCaddy } from '@mt/infra/caddy'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { hasBalancer, startBalancer } from './front/balancer.ts'
import { type CaddyFront, startCaddyFront } from './front/caddy.ts'
import { newSlug } from './network.ts'
import { type OwnNetwork, startNetwork } from './own-network.ts'
import { expectStatus, password, type TenantClient } from './tenant-client.ts'

const alice = { username: 'alice', password }

describe.skipIf(!(await hasCaddy()) || !hasBalancer)(
  'the shipped Caddy, before the shipped balancer and two gateways',
  () => {
    const running = new AsyncDisposableStack()
    let network: OwnNetwork
    let front: CaddyFront
    let tenant: TenantClient

    beforeAll(async () => {
      network = running.use(await startNetwork({ env: { TRUSTED_PROXIES: '127.0.0.1' } }))
      const { gatewayUrl } = await network.startSecondPath()
      const gateways = [network.gatewayUrl, gatewayUrl] as const
      const balancer = running.use(await startBalancer(gateways, '127.0.0.1'))
      front = running.use(await startCaddyFront(balancer.url, network.baseDomain))
      tenant = await network.onboard({})
      await tenant.newUser('alice')
    })
    afterAll(() => running.disposeAsync())

    /** Signs Alice in on a host, as the pages do; returns the cookie. */
    async function signIn(host: string): Promise<string> {
      const headers = { origin: `https://${host}` }
      const answer = await front.call({
        ...{ host, method: 'POST', path: '/session', headers, body: alice },
      })
      expect(answer.status).toBe(204)
      const [cookie = ''] = answer.headers['set-cookie'] ?? []
      expect(cookie).toMatch(/^__Host-session=.+; Path=\/; HttpOnly; Secure; SameSite=Lax$/)
      return cookie.split(';')[0] ?? ''
    }

    async function newDomain(): Promise<string> {
      const host = `${newSlug()}.example.org`
      const path = `/v1/tenants/${tenant.slug}/domains`
      const wait = { prefer: 'wait=30' }
      expectStatus(await network.operate('POST', path, { host }, wait), 200)
      return host
    }

    it('serves a tenant on its slug’s host, with a certificate that is made as it is asked for', async () => {
      expect(await front.certificates()).not.toContain(tenant.host)
      const cookie = await signIn(tenant.host)
      expect(
        await front.call({ host: tenant.host, path: '/me', headers: { cookie } }),
      ).toMatchObject({
        status: 200,
        body: { username: 'alice' },
      })
      expect(await front.certificates()).toContain(tenant.host)
    })

    it('serves it on a domain of its own in the same way', async () => {
      const host = await newDomain()
      const cookie = await signIn(host)
      const poll = { host, method: 'POST', path: '/polls', body: { question: 'Over TLS?' } }
      const headers = { cookie, origin: `https://${host}` }
      expect(await front.call({ ...poll, headers })).toMatchObject({ status: 201 })
      expect(await front.certificates()).toContain(host)
    })

    it('passes live results on as they come', async () => {
      const user = await tenant.newUser()
      const body = { question: 'Live?', choices: ['Yes', 'No'] }
      const created = await tenant.call('POST', '/polls', { token: user.token, body })
      const poll = expectStatus(created, 201) as { id: string; choices: { id: string }[] }
      const path = `/polls/${poll.id}/results/stream`
      const stream = await front.open({ host: tenant.host, path, token: user.token })
      expect(stream.headers['content-type']).toContain('text/event-stream')
      const events = stream.setEncoding('utf8')[Symbol.asyncIterator]() as AsyncIterator<string>
      expect((await events.next()).value).toContain('"total":0')
      const vote = `/polls/${poll.id}/choices/${poll.choices[0]?.id}/vote`
      expectStatus(await tenant.call('POST', vote, user), 201)
      expect(await untilIncludes(events, '"total":1')).toContain('"total":1')
      stream.destroy()
    })

    it('gets no certificate for names that nobody has', async () => {
      const before = await front.certificates()
      const names = Array.from({ length: 50 }, () => `${newSlug()}.${network.baseDomain}`)
      for (const host of [...names, 'example.com', `a.${tenant.host}`]) {
        await expect(front.call({ host, path: '/' })).rejects.toThrow()
      }
      expect(await front.certificates()).toEqual(before)
    })

    it('believes nobody who claims to be the gateway’s own host', async () => {
      const asked = { host: tenant.host, path: `/tls/ask?domain=${tenant.host}` }
      expect((await front.call(asked)).status).toBe(404)
      const forged = { ...asked, headers: { 'x-forwarded-host': 'localhost' } }
      expect((await front.call(forged)).status).toBe(404)
    })
  },
)

async function untilIncludes(events: AsyncIterator<string>, wanted: string): Promise<string> {
  let seen = ''
  while (!seen.includes(wanted)) {
    const { value, done } = await events.next()
    if (done) throw new Error(`the stream ended after ${seen}`)
    seen += value
  }
  return seen
}
