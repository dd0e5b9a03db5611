import { once } from 'node:events'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { connect } from 'node:net'
import type { RegistryEntry } from '@mt/shared/registry/entry'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { openUnfinished } from '../testing/open-many.ts'
import { answerTo, openRequest } from '../testing/open-request.ts'
import { startTestGateway, type TestGateway } from '../testing/test-gateway.ts'

/** The tenants whose requests arrived, by their hosts. */
let arrived: (string | undefined)[] = []
let gateway: TestGateway
let thor: RegistryEntry
let loki: RegistryEntry

async function serveUpstream(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
  arrived.push(incoming.headers.host)
  const body = Buffer.concat(await incoming.toArray().catch(() => []))
  outgoing.end(`${incoming.headers['content-length']} ${body}`)
}

beforeAll(async () => {
  gateway = await startTestGateway(serveUpstream, {
    GATEWAY_UPSTREAM_CONNECTIONS: '8',
    GATEWAY_UPSTREAM_WAIT_MS: '300',
    GATEWAY_BODY_MEMORY_BYTES: '1000000',
  })
  thor = await gateway.putTenant({ limits: { requestsInFlight: 2 } })
  loki = await gateway.putTenant()
})
beforeEach(() => {
  arrived = []
})
afterAll(() => gateway.close())

const post = ({ host }: RegistryEntry, body = 'hello') =>
  gateway.send({ host, method: 'POST', path: '/login', body })

describe('collectBody', () => {
  it.each([
    ['a length', 60_000],
    ['chunks', undefined],
  ])('neither forwards nor counts an unfinished request with %s', async (_, bytes) => {
    const unfinished = await openUnfinished(gateway.url, thor.host, { count: 30, bytes })
    for (const tenant of [loki, thor]) expect((await post(tenant)).status).toBe(200)
    expect(arrived).toEqual([loki.host, thor.host])
    for (const outgoing of unfinished) outgoing.destroy()
  })

  it('forwards chunks as a body with a length', async () => {
    const outgoing = openRequest(gateway.url, thor.host, { method: 'POST' })
    for (const text of ['a', 'b', 'c']) outgoing.write(text)
    outgoing.end()
    expect(String(await (await answerTo(outgoing)).toArray())).toBe('3 abc')
  })

  it.each(['GET', 'DELETE', 'PUT'])('forwards the body of a %s', async (method) => {
    const sent = { method, headers: { 'content-length': '5' }, body: 'hello' }
    const answer = await gateway.send({ host: loki.host, ...sent })
    expect(String(answer.body)).toBe('5 hello')
  })

  it('treats chunks without content as no body', async () => {
    const outgoing = openRequest(gateway.url, thor.host, {
      headers: { 'transfer-encoding': 'chunked' },
    })
    outgoing.end()
    expect(String(await (await answerTo(outgoing)).toArray())).toBe('undefined ')
  })

  it('joins a body that comes in many pieces', async () => {
    const outgoing = openRequest(gateway.url, thor.host, { method: 'POST' })
    const pieces = Array.from({ length: 1_000 }, (_, i) => `${i},`)
    for (const piece of pieces) {
      outgoing.write(piece)
      if (piece.endsWith('0,')) await new Promise(setImmediate)
    }
    outgoing.end()
    const text = pieces.join('')
    expect(String(await (await answerTo(outgoing)).toArray())).toBe(`${text.length} ${text}`)
  })

  it('leaves memory to other tenants', async () => {
    const each = { count: 5, bytes: 60_000, begun: 'x'.repeat(50_000) }
    let unfinished = await openUnfinished(gateway.url, thor.host, each)
    for (;;) {
      const answer = await post(thor, 'x'.repeat(50_000))
      if (answer.status === 503) {
        expect(answer.json().code).toBe('gateway_busy')
        expect(answer.headers['retry-after']).toBe('1')
        break
      }
      unfinished = unfinished.concat(
        await openUnfinished(gateway.url, thor.host, { ...each, count: 1 }),
      )
    }
    expect(unfinished.length).toBeLessThan(12)
    expect((await post(loki, 'x'.repeat(50_000))).status).toBe(200)
    for (const outgoing of unfinished) outgoing.destroy()
    await expect.poll(async () => (await post(thor, 'x'.repeat(50_000))).status).toBe(200)
    const text = await (await fetch(`${gateway.metricsUrl}/metrics`)).text()
    expect(text).toMatch(/gateway_limited_total\{code="gateway_busy"\} [1-9]/)
  })

  it.each(['on', 'off'])('counts a request with its body, with the lane %s', async (lane) => {
    const ends: (() => void)[] = []
    const own = await startTestGateway((_, outgoing) => ends.push(() => outgoing.end()), {
      // Room for four requests; a tenant gets another only while more is free than it has.
      ...{ GATEWAY_LANE: lane, GATEWAY_BODY_MEMORY_BYTES: '35000' },
    })
    const { host } = await own.putTenant()
    const small = () => own.send({ host, method: 'POST', body: 'a' })
    const sent = [small(), small()]
    await expect.poll(() => ends.length).toBe(2)
    expect((await small()).json().code).toBe('gateway_busy')
    for (const end of ends) end()
    for (const { status } of await Promise.all(sent)) expect(status).toBe(200)
    await own.close()
  })

  it('answers 408 to a body that arrives too late, and closes', async () => {
    const own = await startTestGateway(serveUpstream, { GATEWAY_BODY_TIMEOUT_MS: '200' })
    const { host } = await own.putTenant()
    const [outgoing] = await openUnfinished(own.url, host, { count: 1, bytes: 60_000 })
    const answer = await answerTo(outgoing as NonNullable<typeof outgoing>)
    expect([answer.statusCode, answer.headers.connection]).toEqual([408, 'close'])
    expect(String(await answer.toArray())).toContain('request_timeout')
    expect(arrived).toEqual([])
    await own.close()
  })

  it('stops waiting when the tenant is no longer served', async () => {
    const tenant = await gateway.putTenant()
    const [outgoing] = await openUnfinished(gateway.url, tenant.host, { count: 1, bytes: 60_000 })
    await gateway.announce(await gateway.change(tenant, { status: 'suspended' }))
    expect((await answerTo(outgoing as NonNullable<typeof outgoing>)).statusCode).toBe(403)
  })

  it('keeps nothing that arrives after it has stopped waiting', async () => {
    const tenant = await gateway.putTenant()
    const { hostname, port } = new URL(gateway.url)
    const sockets = Array.from({ length: 12 }, () => connect(Number(port), hostname))
    for (const socket of sockets) {
      socket.on('error', () => {})
      const head = `POST / HTTP/1.1\r\nHost: ${tenant.host}\r\nContent-Length: 60000\r\n`
      socket.write(`${head}Expect: 100-continue\r\n\r\n`)
      await once(socket, 'data')
    }
    const suspended = await gateway.change(tenant, { status: 'suspended' })
    await gateway.announce(suspended)
    await Promise.all(sockets.map((socket) => once(socket, 'data')))
    const next = `GET / HTTP/1.1\r\nHost: ${tenant.host}\r\nConnection: close\r\n\r\n`
    for (const socket of sockets) socket.write(`${'x'.repeat(60_000)}${next}`)
    await Promise.all(sockets.map((socket) => once(socket, 'close')))
    await gateway.announce(await gateway.change(suspended, { status: 'active' }))
    await expect.poll(async () => (await post(tenant, 'x'.repeat(50_000))).status).toBe(200)
  })
})

describe('an upload', () => {
  const uploading = { bytes: 1_000_000, begun: 'x'.repeat(1_000) }

  it('has its own share, which leaves exchanges to all others and uploads to other tenants', async () => {
    // Of eight exchanges two are for uploads, and one tenant has one of them.
    const uploads = [
      ...(await openUnfinished(gateway.url, thor.host, { ...uploading, count: 1 })),
      ...(await openUnfinished(gateway.url, loki.host, { ...uploading, count: 1 })),
    ]
    await expect.poll(() => arrived).toEqual([thor.host, loki.host])
    const another = openRequest(gateway.url, thor.host, {
      ...{ method: 'POST', headers: { 'content-length': '1000000', expect: '100-continue' } },
    })
    another.on('continue', () => expect.unreachable())
    another.flushHeaders()
    const refused = await answerTo(another)
    expect([refused.statusCode, refused.headers['retry-after']]).toEqual([503, '1'])
    for (let i = 0; i < 5; i++) expect((await post(thor)).status).toBe(200)
    for (const outgoing of uploads) outgoing.destroy()
  })

  it('gets 100 Continue when it has a slot', async () => {
    const own = await startTestGateway(serveUpstream, {
      GATEWAY_UPSTREAM_CONNECTIONS: '4',
      GATEWAY_UPSTREAM_WAIT_MS: '60000',
    })
    const { host } = await own.putTenant()
    const [first] = await openUnfinished(own.url, host, { ...uploading, count: 1 })
    const second = openUnfinished(own.url, host, { ...uploading, count: 1 })
    await expect.poll(() => arrived).toEqual([host])
    first?.destroy()
    await second
    await expect.poll(() => arrived).toEqual([host, host])
    await own.close()
  })
})
