import { once } from 'node:events'
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net'
import type { RegistryEntry } from '@mt/shared/registry/entry'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { answerTo, openRequest } from '../../testing/open-request.ts'
import { sendRaw } from '../../testing/send.ts'
import { startTestGateway, type TestGateway } from '../../testing/test-gateway.ts'

/** What an upstream does that writes its answers byte by byte. */
let serve: (socket: Socket, head: string) => void
let connections = 0
let upstream: Server
let gateway: TestGateway
let tenant: RegistryEntry

beforeAll(async () => {
  upstream = createServer((socket) => {
    connections += 1
    socket.on('error', () => {})
    socket.on('data', (chunk) => serve(socket, chunk.toString('latin1')))
  })
  upstream.listen(0, '127.0.0.1')
  await once(upstream, 'listening')
  const { port } = upstream.address() as AddressInfo
  gateway = await startTestGateway((_, outgoing) => outgoing.end())
  const url = `http://127.0.0.1:${port}`
  tenant = await gateway.putTenant({ upstream: { name: 'polls', url } })
})
beforeEach(() => {
  connections = 0
})
afterAll(async () => {
  await gateway.close()
  upstream.close()
})

const send = (path = '/', method = 'GET') => gateway.send({ host: tenant.host, path, method })
const answering = (bytes: string) => (socket: Socket) => void socket.write(bytes, 'latin1')
const ok = (body: string, more = '') =>
  `HTTP/1.1 200 OK\r\n${more}Content-Length: ${body.length}\r\n\r\n${body}`

describe('the lane, with a strange upstream', () => {
  it.each([
    ['no HTTP', 'hello\r\n\r\n'],
    ['HTTP/2', 'HTTP/2.0 200 OK\r\nContent-Length: 0\r\n\r\n'],
    ['an odd status', 'HTTP/1.1 20 OK\r\nContent-Length: 0\r\n\r\n'],
    ['two lengths', ok('ab', 'Content-Length: 1\r\n')],
    ['a length and chunks', ok('ab', 'Transfer-Encoding: chunked\r\n')],
    ['an odd length', 'HTTP/1.1 200 OK\r\nContent-Length: 0x2\r\n\r\nab'],
    ['a coding that nobody asked for', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\nab'],
    ['a fold', ok('ab', 'X-A: b\r\n c\r\n')],
    ['a NUL', ok('ab', 'X-A: \0\r\n')],
    ['a line feed alone', ok('ab', 'X-A: b\nX-B: c\r\n')],
    ['an upgrade', 'HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n'],
    ['a head without end', `HTTP/1.1 200 OK\r\nX-A: ${'x'.repeat(100_000)}`],
  ])('answers 502 to %s', async (_, bytes) => {
    serve = answering(bytes)
    const answer = await send('/', 'POST')
    expect([answer.status, answer.json().code]).toEqual([502, 'upstream_failed'])
  })

  it('drops bytes after an answer', async () => {
    serve = answering(ok('mine') + ok('not asked for'))
    expect(String((await send()).body)).toBe('mine')
    serve = answering(ok('next'))
    expect(String((await send()).body)).toBe('next')
    expect(connections).toBe(2)
  })

  it('drops bytes between answers', async () => {
    const closed = Promise.withResolvers<void>()
    serve = (socket) => {
      socket.write(ok('mine', 'Keep-Alive: timeout=3600\r\n'))
      setTimeout(() => socket.write(ok('not asked for')), 20)
      socket.on('close', () => closed.resolve())
    }
    expect(String((await send()).body)).toBe('mine')
    await closed.promise
    serve = answering(ok('next'))
    expect(String((await send()).body)).toBe('next')
  })

  it('does not reuse a connection whose client left', async () => {
    const arrived = Promise.withResolvers<Socket>()
    serve = (socket) => arrived.resolve(socket)
    const outgoing = openRequest(gateway.url, tenant.host)
    outgoing.end()
    const first = await arrived.promise
    outgoing.destroy()
    await once(first, 'close')
    serve = answering(ok('next'))
    expect(String((await send()).body)).toBe('next')
  })

  it('passes on an answer that ends with its connection', async () => {
    serve = (socket) => void socket.end('HTTP/1.0 200 OK\r\nX-A: b\r\n\r\nuntil the end')
    const { status, headers, body } = await send()
    expect([status, headers['x-a'], String(body)]).toEqual([200, 'b', 'until the end'])
  })

  it('drops interim answers and trailers', async () => {
    const hints = 'HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n'
    const chunks =
      'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n0\r\nX-A: b\r\n\r\n'
    serve = answering(hints + chunks)
    const head = `GET / HTTP/1.1\r\nHost: ${tenant.host}\r\nConnection: close\r\n\r\n`
    const received = await sendRaw(gateway.url, head)
    expect(received).toMatch(/^HTTP\/1.1 200 OK\r\n/)
    expect(received).toMatch(/\r\n\r\n2\r\nab\r\n0\r\n\r\n$/)
    expect(received.toLowerCase()).not.toMatch(/link|x-a/)
  })

  it('cuts the client where chunks break', async () => {
    serve = answering('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\nzz\r\n')
    await expect(send()).rejects.toThrow(/aborted|hang up|ECONNRESET/)
  })

  it('takes an answer byte by byte', async () => {
    serve = async (socket) => {
      for (const byte of ok('slow', 'X-A: b\r\n')) {
        socket.write(byte)
        await new Promise(setImmediate)
      }
    }
    expect(String((await send()).body)).toBe('slow')
  })
})

describe('the lane, with many clients', () => {
  it('gives each the answer to its own request, whoever leaves', async () => {
    serve = async (socket, head) => {
      const [, path = ''] = head.split(' ', 2)
      const body = `${path} `.repeat(1 + ((path.length * 7919) % 3_000))
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 5))
      if (path.endsWith('chunked')) {
        const size = body.length.toString(16)
        socket.write('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n')
        socket.write(`${size}\r\n${body}\r\n0\r\n\r\n`)
      } else socket.write(ok(body))
    }
    const ask = async (n: number) => {
      const path = `/${n}${'x'.repeat(n % 17)}${n % 3 === 0 ? 'chunked' : ''}`
      if (n % 5 === 0) {
        const outgoing = openRequest(gateway.url, tenant.host, { path })
        outgoing.end()
        if (n % 2 === 0) await answerTo(outgoing)
        return void outgoing.destroy()
      }
      const { status, body } = await send(path)
      expect(status).toBe(200)
      expect(new Set(String(body).trimEnd().split(' '))).toEqual(new Set([path]))
    }
    for (let i = 0; i < 10; i++) {
      await Promise.all(Array.from({ length: 40 }, (_, j) => ask(i * 40 + j)))
    }
  })

  it('answers pipelined requests in order', async () => {
    serve = (socket, head) => void socket.write(ok(`<${head.split(' ', 2)[1]}>`))
    const request = (path: string, more = '') =>
      `GET ${path} HTTP/1.1\r\nHost: ${tenant.host}\r\n${more}\r\n`
    const paths = Array.from({ length: 30 }, (_, i) => `/${i}`)
    const text = paths.map((path) => request(path)).join('')
    const received = await sendRaw(gateway.url, text + request('/last', 'Connection: close\r\n'))
    const bodies = [...received.matchAll(/<(.+?)>/g)].map(([, path]) => path)
    expect(bodies).toEqual([...paths, '/last'])
  })

  it('hands a connection over in the middle, and loses nothing', async () => {
    serve = (socket, head) => void socket.write(ok(`<${head.split(' ', 2)[1]}>`))
    const host = `Host: ${tenant.host}\r\n`
    const plain = `GET /plain HTTP/1.1\r\n${host}\r\n`
    const odd = `GET /odd HTTP/1.1\r\n${host}X-A:  two spaces\r\n\r\n`
    const last = `GET /last HTTP/1.1\r\n${host}Connection: close\r\n\r\n`
    const received = await sendRaw(gateway.url, plain + odd + last)
    const bodies = [...received.matchAll(/<(.+?)>/g)].map(([, path]) => path)
    expect(bodies).toEqual(['/plain', '/odd', '/last'])
  })
})
