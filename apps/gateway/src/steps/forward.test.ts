import { once } from 'node:events'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { RegistryEntry } from '@mt/shared/registry/entry'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { answerTo, type OpenOptions, openRequest } from '../testing/open-request.ts'
import { sendRaw } from '../testing/send.ts'
import { startTestGateway, type TestGateway } from '../testing/test-gateway.ts'

/** What the upstream does in the present test. */
let serveUpstream: (incoming: IncomingMessage, outgoing: ServerResponse) => unknown
let gateway: TestGateway
let tenant: RegistryEntry

beforeAll(async () => {
  gateway = await startTestGateway((incoming, outgoing) => serveUpstream(incoming, outgoing), {
    GATEWAY_UPSTREAM_HEADERS_TIMEOUT_MS: '1000',
  })
  tenant = await gateway.putTenant()
})
afterAll(() => gateway.close())

const open = (options?: OpenOptions) => openRequest(gateway.url, tenant.host, options)

describe('forward', () => {
  it('forwards method, target, headers and body unchanged', async () => {
    serveUpstream = async (incoming, outgoing) => {
      const body = Buffer.concat(await incoming.toArray()).toString()
      const { method, url, headers } = incoming
      outgoing.writeHead(201, { 'set-cookie': ['a=1', 'b=2'] })
      outgoing.end(JSON.stringify({ method, url, headers, body }))
    }
    const path = '/polls/%7Ex/../y?q=a%20b&c'
    const headers = { 'content-type': 'application/json', 'x-custom': 'kept' }
    const answer = await gateway.send({
      ...{ host: tenant.host, method: 'PATCH', path, headers, body: '{"a":1}' },
    })
    expect(answer.status).toBe(201)
    expect(answer.headers['set-cookie']).toEqual(['a=1', 'b=2'])
    expect(answer.json()).toMatchObject({
      ...{ method: 'PATCH', url: path, body: '{"a":1}' },
      headers: { ...headers, host: tenant.host, 'content-length': '7' },
    })
  })

  it('forwards fields for everybody, although Connection names them', async () => {
    serveUpstream = async (incoming, outgoing) => {
      const body = Buffer.concat(await incoming.toArray()).toString()
      outgoing.end(JSON.stringify({ headers: incoming.headers, body }))
    }
    const headers = { authorization: 'Bearer x', cookie: 'a=1', 'content-type': 'text/plain' }
    const named = ['close', ...Object.keys(headers), 'host', 'content-length', 'x-forwarded-for']
    const connection = [...named, 'X-Tenant', 'traceparent', 'x-once'].join(', ')
    const sent = { ...headers, connection, 'x-once': 'b' }
    const body = 'a body'
    const { body: answered } = await gateway.send({
      ...{ host: tenant.host, method: 'POST', headers: sent, body },
    })
    const { headers: seen, body: read } = JSON.parse(String(answered))
    expect(read).toBe(body)
    expect(seen).toMatchObject({ ...headers, host: tenant.host, 'content-length': '6' })
    for (const name of ['x-tenant', 'traceparent', 'x-forwarded-for'])
      expect(seen[name]).toBeTruthy()
    expect(seen['x-once']).toBeUndefined()
  })

  it('shows the first event of a stream before there is a second', async () => {
    let upstream: ServerResponse | undefined
    serveUpstream = (_, outgoing) => {
      upstream = outgoing
      outgoing.writeHead(200, { 'content-type': 'text/event-stream' }).flushHeaders()
    }
    const outgoing = open()
    outgoing.end()
    const answer = await answerTo(outgoing)
    for (const event of ['data: 1\n\n', 'data: 2\n\n']) {
      upstream?.write(event)
      expect(String((await once(answer, 'data'))[0])).toBe(event)
    }
    upstream?.end()
    await once(answer, 'end')
  })

  it('streams 20 MB up and down', async () => {
    const body = Buffer.alloc(20_000_000, 'abcdefghij')
    serveUpstream = (incoming, outgoing) => incoming.pipe(outgoing)
    const answer = await gateway.send({ host: tenant.host, method: 'POST', body })
    expect(answer.body.equals(body)).toBe(true)
  })

  it('forwards a large body as it arrives', async () => {
    serveUpstream = (incoming, outgoing) => incoming.pipe(outgoing)
    const first = 'x'.repeat(65_537)
    for (const headers of [{}, { 'content-length': String(first.length + 6) }]) {
      const outgoing = open({ method: 'POST', headers })
      outgoing.write(first)
      const answer = await answerTo(outgoing)
      let echoed = 0
      for await (const chunk of answer) {
        echoed += chunk.length
        if (echoed === first.length) outgoing.end('second')
      }
      expect(echoed).toBe(first.length + 6)
    }
  })

  it('does not read faster than the client', async () => {
    let written = 0
    serveUpstream = (_, outgoing) => {
      const chunk = Buffer.alloc(1_000_000)
      while (written < 100_000_000 && outgoing.write(chunk)) written += chunk.length
      outgoing.on('drain', () => {
        written += chunk.length
        if (written < 100_000_000) outgoing.write(chunk)
      })
    }
    const outgoing = open()
    outgoing.end()
    const answer = await answerTo(outgoing)
    let before = -1
    while (written !== before) {
      before = written
      await new Promise((resolve) => setTimeout(resolve, 100))
    }
    expect(written).toBeLessThan(50_000_000)
    answer.destroy()
  })

  it('leaves the upstream when the client leaves', async () => {
    const left = Promise.withResolvers<void>()
    serveUpstream = (_, outgoing) => {
      outgoing.on('close', () => left.resolve())
      outgoing.writeHead(200).write('half')
    }
    const outgoing = open()
    outgoing.end()
    await answerTo(outgoing)
    outgoing.destroy()
    await left.promise
  })

  it('leaves the upstream when the client leaves before the answer, or in its body', async () => {
    for (const method of ['GET', 'POST']) {
      const arrived = Promise.withResolvers<void>()
      const left = Promise.withResolvers<void>()
      serveUpstream = (incoming) => {
        incoming.socket.once('close', () => left.resolve())
        arrived.resolve()
      }
      const headers = method === 'POST' ? { 'content-length': '100000' } : {}
      const outgoing = open({ method, headers })
      if (method === 'POST') outgoing.write('half')
      else outgoing.end()
      await arrived.promise
      outgoing.destroy()
      await left.promise
    }
  })

  it('cuts the client when the upstream fails in its answer', async () => {
    serveUpstream = (_, outgoing) => {
      outgoing.writeHead(200).write('half')
      setImmediate(() => outgoing.destroy())
    }
    await expect(gateway.send({ host: tenant.host })).rejects.toThrow(/aborted|hang up|ECONNRESET/)
  })

  it('answers 502 when the upstream fails before its answer', async () => {
    serveUpstream = (incoming) => incoming.socket.destroy()
    const answer = await gateway.send({ host: tenant.host, method: 'POST', body: 'x' })
    expect(answer.status).toBe(502)
    expect(answer.headers['retry-after']).toBe('1')
    expect(answer.json().code).toBe('upstream_failed')
  })

  it('repeats a GET once whose connection broke, and no POST', async () => {
    const seen: (string | undefined)[] = []
    serveUpstream = ({ method, socket }, outgoing) => {
      seen.push(method)
      if (seen.length === 1 || method === 'POST') socket.destroy()
      else outgoing.end('second try')
    }
    expect((await gateway.send({ host: tenant.host })).body.toString()).toBe('second try')
    expect((await gateway.send({ host: tenant.host, method: 'POST', body: 'x' })).status).toBe(502)
    expect(seen).toEqual(['GET', 'GET', 'POST'])
  })

  it('answers 504 when the upstream takes too long', async () => {
    serveUpstream = () => {}
    const answer = await gateway.send({ host: tenant.host })
    expect(answer.status).toBe(504)
    expect(answer.json().code).toBe('upstream_timeout')
  })

  it('answers 503 when the upstream is down or has no address', async () => {
    const down = { name: 'polls', url: 'http://127.0.0.1:1' }
    for (const upstream of [down, { name: 'nobody-knows' }]) {
      const { host } = await gateway.putTenant({ upstream })
      const answer = await gateway.send({ host, method: 'POST', body: 'x' })
      expect(answer.status).toBe(503)
      expect(answer.headers['retry-after']).toBe('1')
      expect(answer.json().code).toBe('upstream_unavailable')
    }
  })

  it.each([
    ['HEAD', 200, '5'],
    ['GET', 204, undefined],
    ['GET', 304, undefined],
  ] as const)('ends a %s answered with %i without a body', async (method, status, length) => {
    serveUpstream = (_, outgoing) =>
      outgoing.writeHead(status, { etag: '"1"', ...(length && { 'content-length': length }) }).end()
    const answer = await gateway.send({ host: tenant.host, method })
    expect(answer.status).toBe(status)
    expect(answer.body).toHaveLength(0)
    expect(answer.headers).toMatchObject({ etag: '"1"' })
    expect(answer.headers['content-length']).toBe(length)
    expect(answer.headers['transfer-encoding']).toBeUndefined()
  })

  it('keeps a HEAD and what follows it apart on one connection', async () => {
    serveUpstream = ({ method }, outgoing) =>
      outgoing.writeHead(200, { 'content-length': '2' }).end(method === 'HEAD' ? '' : 'ok')
    const head = (method: string, more = '') =>
      `${method} / HTTP/1.1\r\nHost: ${tenant.host}\r\n${more}\r\n`
    const received = await sendRaw(gateway.url, head('HEAD') + head('GET', 'Connection: close\r\n'))
    expect(received.match(/HTTP\/1.1 200/g)).toHaveLength(2)
    expect(received.endsWith('\r\n\r\nok')).toBe(true)
  })
})
