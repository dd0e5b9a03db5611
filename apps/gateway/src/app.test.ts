import { type IncomingHttpHeaders, request } from 'node:http'
import { getRequestListener } from '@hono/node-server'
import { createAssertionVerifier } from '@mt/shared/assertion'
import { importVerifyingKeys, verifyingKeysText } from '@mt/shared/keys'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { sendRaw } from './testing/send.ts'
import { startTestGateway, type TestGateway } from './testing/test-gateway.ts'

let gateway: TestGateway
let seen: IncomingHttpHeaders[] = []

beforeAll(async () => {
  gateway = await startTestGateway((incoming, outgoing) => {
    seen.push(incoming.headers)
    outgoing.writeHead(200, { server: 'polls/1', 'x-tenant': 'leaked' }).end('{}')
  })
})
afterAll(() => gateway.close())

describe('createApp', () => {
  it('replaces a forged tenant header by an assertion that the upstream can verify', async () => {
    const thor = await gateway.putTenant()
    const loki = await gateway.putTenant()
    const keys = verifyingKeysText.parse(gateway.assertionVerifyingKeys)
    const verify = createAssertionVerifier(await importVerifyingKeys(keys), 'polls')
    seen = []
    await gateway.send({ host: thor.host, headers: { 'X-Tenant': 'forged', x_tenant: 'forged' } })
    const token = seen[0]?.['x-tenant'] as string
    const { tenantId, slug, placement, epoch } = thor
    expect(await verify(token)).toEqual({ tenantId, slug, placement, epoch })
    expect(seen[0]).not.toHaveProperty('x_tenant')
    await gateway.send({ host: loki.host, headers: { 'x-tenant': token } })
    expect(await verify(seen[1]?.['x-tenant'] as string)).toMatchObject({ slug: loki.slug })
  })

  it('hides internal fields of the answer, and adds the request id', async () => {
    const { host } = await gateway.putTenant()
    const { headers } = await gateway.send({ host, headers: { 'x-request-id': 'mine' } })
    expect(headers).not.toHaveProperty('server')
    expect(headers).not.toHaveProperty('x-tenant')
    expect(headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/)
  })

  it('finds the tenant in every spelling of its host', async () => {
    const { host } = await gateway.putTenant()
    for (const spelling of [host.toUpperCase(), `${host}.`, `${host}:8080`, `${host}.:1`]) {
      expect((await gateway.send({ host: spelling })).status).toBe(200)
    }
  })

  it('answers an unknown, nested or malformed host like a deleted tenant', async () => {
    const deleted = await gateway.putTenant({ status: 'deleted' })
    const bodies = new Set<string>()
    for (const host of [
      deleted.host,
      'nobody.polls.localhost',
      `a.${deleted.host}`,
      'a_b',
      'x@y',
    ]) {
      const answer = await gateway.send({ host })
      expect(answer.status).toBe(404)
      bodies.add(answer.body.toString())
    }
    expect(bodies.size).toBe(1)
    expect([...bodies][0]).toContain('"code":"unknown_host"')
  })

  it('follows a suspension and a resumption', async () => {
    const tenant = await gateway.putTenant()
    const { host } = tenant
    expect((await gateway.send({ host })).status).toBe(200)
    await gateway.announce(await gateway.change(tenant, { status: 'suspended' }))
    await expect.poll(async () => (await gateway.send({ host })).status).toBe(403)
    await gateway.announce(await gateway.change(tenant, { status: 'active' }))
    await expect.poll(async () => (await gateway.send({ host })).status).toBe(200)
  })

  it.each([
    ['a target without a slash', 'GET http://{host}/ HTTP/1.1\r\nHost: {host}'],
    ['an asterisk', 'OPTIONS * HTTP/1.1\r\nHost: {host}'],
    ['two hosts', 'GET / HTTP/1.1\r\nHost: {host}\r\nhost: other.polls.localhost'],
    ['no host', 'GET / HTTP/1.1'],
    ['no host in HTTP/1.0', 'GET / HTTP/1.0'],
    [
      'a length and chunks',
      'POST / HTTP/1.1\r\nHost: {host}\r\nContent-Length: 3\r\nTransfer-Encoding: chunked',
    ],
    ['a backslash', 'GET /a\\b HTTP/1.1\r\nHost: {host}'],
  ])('refuses %s', async (_, head) => {
    const { host } = await gateway.putTenant()
    seen = []
    const text = `${head.replaceAll('{host}', host)}\r\nConnection: close\r\n\r\n`
    expect(await sendRaw(gateway.url, text)).toMatch(/^HTTP\/1.1 400 /)
    expect(seen).toHaveLength(0)
  })

  it('marks a refusal of a malformed request as every other', async () => {
    const { host } = await gateway.putTenant()
    const answer = await sendRaw(gateway.url, `OPTIONS * HTTP/1.1\r\nHost: ${host}\r\n\r\n`)
    expect(answer).toMatch(/^content-type: application\/problem\+json\r$/m)
    expect(answer).toMatch(/^cache-control: no-store\r$/m)
    expect(answer).toMatch(/^connection: close\r$/m)
  })

  it('drops an upgrade and closes on CONNECT', async () => {
    const { host } = await gateway.putTenant()
    seen = []
    const head = `Host: ${host}\r\nConnection: upgrade, close\r\nUpgrade: websocket\r\n\r\n`
    expect(await sendRaw(gateway.url, `GET / HTTP/1.1\r\n${head}`)).toMatch(/^HTTP\/1.1 200 /)
    expect(seen[0]).not.toHaveProperty('upgrade')
    expect(await sendRaw(gateway.url, `CONNECT ${host}:1 HTTP/1.1\r\n${head}`)).not.toContain('200')
  })

  it('refuses a head that is too large', async () => {
    const { host } = await gateway.putTenant()
    const answer = await gateway.send({ host, headers: { 'x-large': 'x'.repeat(20_000) } })
    expect(answer.status).toBe(431)
  })

  it('logs and counts what its URL parser refuses', async () => {
    const { host } = await gateway.putTenant()
    const refused = async () => {
      const text = await (await fetch(`${gateway.metricsUrl}/metrics`)).text()
      return Number(/gateway_requests_total\{status="4xx"\} (\d+)/.exec(text)?.[1] ?? 0)
    }
    const before = await refused()
    const head = `GET / HTTP/1.1\r\nHost: ${host}:99999\r\nConnection: close\r\n\r\n`
    const answer = await sendRaw(gateway.url, head)
    expect(answer).toMatch(/^HTTP\/1.1 400 /)
    expect(answer).toMatch(/^x-request-id: [0-9a-f-]{36}\r$/m)
    expect(await refused()).toBe(before + 1)
  })

  it('counts requests without naming tenants', async () => {
    const { host, slug } = await gateway.putTenant()
    await gateway.send({ host })
    const text = await (await fetch(`${gateway.metricsUrl}/metrics`)).text()
    expect(text).toMatch(/gateway_requests_total\{status="2xx"\} \d+/)
    expect(text).toMatch(/registry_lookups_total\{source="control_plane"\} \d+/)
    expect(text).not.toContain(slug)
  })
})

describe('startGateway', () => {
  it('lets requests under way end when it stops, and accepts no more', async () => {
    const arrived = Promise.withResolvers<() => void>()
    const own = await startTestGateway((_, outgoing) => arrived.resolve(() => outgoing.end('done')))
    const { host } = await own.putTenant()
    const underWay = own.send({ host })
    const finish = await arrived.promise
    const stopped = own.stop()
    await expect(own.send({ host })).rejects.toThrow('ECONNREFUSED')
    finish()
    expect((await underWay).body.toString()).toBe('done')
    await stopped
    await own.close()
  })

  it('cuts streams that do not end in time', async () => {
    const own = await startTestGateway((_, outgoing) => outgoing.writeHead(200).flushHeaders())
    const { host } = await own.putTenant()
    const { hostname, port } = new URL(own.url)
    const cut = new Promise((resolve) => {
      request({ hostname, port, headers: { host } }, (stream) => {
        stream.resume().on('error', resolve)
        void own.stop()
      }).end()
    })
    expect(await cut).toBeInstanceOf(Error)
    await own.close()
  })

  it('starts without its sources, and is not ready', async () => {
    const own = await startTestGateway((_, outgoing) => outgoing.end(), {
      REDIS_URL: 'redis://127.0.0.1:1',
      CONTROL_PLANE_URL: 'http://127.0.0.1:1',
    })
    expect((await own.send({ host: 'localhost', path: '/livez' })).status).toBe(200)
    expect((await own.send({ host: 'localhost', path: '/readyz' })).status).toBe(503)
    const answer = await own.send({ host: 'thor.polls.localhost' })
    expect(answer.status).toBe(503)
    expect(answer.json().code).toBe('registry_unavailable')
    await own.close()
  })
})

describe('a forwarded HEAD', () => {
  it('is answered once, although another service of the process has replaced the global Response', async () => {
    getRequestListener(() => new Response())
    using failures = vi.spyOn(console, 'error')
    const { host } = await gateway.putTenant()
    // The lane leaves requests with this field to Node's parser.
    const head = `HEAD / HTTP/1.1\r\nHost: ${host}\r\nTE: trailers\r\n`
    const answers = await sendRaw(gateway.url, `${head}\r\n${head}Connection: close\r\n\r\n`)
    expect(answers.match(/HTTP\/1\.1 200 /g)).toHaveLength(2)
    // The adapter says there what it could not send.
    expect(failures).not.toHaveBeenCalled()
  })
})

describe('a refusal', () => {
  const browser = 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8'
  // A body that comes in chunks is for Node's parser, everything else here for the lane.
  const transports = [
    ['the lane', {}],
    ['Node’s parser', { 'transfer-encoding': 'chunked' }],
  ] as const

  it.each(transports)(
    'is a page for a browser and a document for programs, by %s',
    async (_, more) => {
      const cases = [
        ['nobody.polls.localhost', 404, 'unknown_host', 'There is no site at this address'],
        [await hostOf('suspended'), 403, 'tenant_suspended', 'This site is suspended'],
        [await hostOf('archived'), 410, 'tenant_archived', 'This site is closed'],
        [await hostOf('provisioning'), 503, 'tenant_not_ready', 'This site is being prepared'],
      ] as const
      for (const [host, status, code, heading] of cases) {
        const page = await gateway.send({ host, headers: { ...more, accept: browser } })
        expect(page.status).toBe(status)
        expect(page.headers['content-type']).toBe('text/html; charset=utf-8')
        expect(page.headers.refresh).toBe(status === 503 ? '3' : undefined)
        expect(page.body.toString()).toContain(`<h1>${heading}</h1>`)
        const document = await gateway.send({ host, headers: { ...more, accept: '*/*' } })
        expect(document.headers['content-type']).toBe('application/problem+json')
        expect(document.json()).toMatchObject({ status, code })
      }
    },
  )

  async function hostOf(status: 'suspended' | 'archived' | 'provisioning'): Promise<string> {
    return (await gateway.putTenant({ status })).host
  }
})
