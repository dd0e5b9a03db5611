import { createServer, type IncomingMessage } from 'node:http'
import { Socket } from 'node:net'
import { duplexPair } from 'node:stream'
import { normalizeHost } from '@mt/shared/tenant'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseRequest } from './parse-request.ts'

const limits = { maxHeadBytes: 16_384, maxBodyBytes: 1_000 }
const socket = new Socket()
const parse = (input: string) => parseRequest(input, socket, limits)

const host = 'Host: thor.polls.localhost'
const request = (...lines: string[]) => `${lines.join('\r\n')}\r\n\r\n`

describe('parseRequest', () => {
  it('takes a plain request out of what a client sent', () => {
    const input = request('GET /polls?q=a%20b HTTP/1.1', host, 'X-A: b  c', 'x-empty:')
    expect(parse(`${input}GET /next`)).toEqual({
      ...{ method: 'GET', url: '/polls?q=a%20b', body: '', keepAlive: true, text: input, socket },
      rawHeaders: ['Host', 'thor.polls.localhost', 'X-A', 'b  c', 'x-empty', ''],
      headers: expect.objectContaining({ host: 'thor.polls.localhost' }),
    })
  })

  it('takes a body that has come with its head', () => {
    const head = request('POST / HTTP/1.1', host, 'Content-Length: 3', 'Connection: close')
    expect(parse(`${head}abcd`)).toMatchObject({
      body: 'abc',
      keepAlive: false,
      text: `${head}abc`,
    })
    expect(parse(`${head}ab`)).toBe('more')
  })

  it.each([
    ['HTTP/1.0', request('GET / HTTP/1.0', host)],
    ['no host', request('GET / HTTP/1.1', 'X-A: b')],
    ['an address', request('GET / HTTP/1.1', 'Host: 127.0.0.1')],
    ['an address in another spelling', request('GET / HTTP/1.1', 'Host: 0x7f.1:8080')],
    [
      'a host in another alphabet',
      request('GET / HTTP/1.1', 'Host: xn--bcher-kva.polls.localhost'),
    ],
    ['a host that is none', request('GET / HTTP/1.1', 'Host: a..b')],
    ['a port beyond all ports', request('GET / HTTP/1.1', `${host}:99999`)],
    ['two hosts', request('GET / HTTP/1.1', host, host)],
    ['a target without a slash', request('GET http://a/ HTTP/1.1', host)],
    ['two slashes', request('GET //a HTTP/1.1', host)],
    ['a backslash', request('GET /a\\b HTTP/1.1', host)],
    ['a fold', request('GET / HTTP/1.1', host, 'X-A: b', ' c')],
    ['a line feed alone', `GET / HTTP/1.1\n${host}\r\n\r\n`],
    ['a space before the colon', request('GET / HTTP/1.1', host, 'X-A : b')],
    ['spaces around a value', request('GET / HTTP/1.1', host, 'X-A:  b')],
    ['a byte beyond ASCII', request('GET / HTTP/1.1', host, 'X-A: \xe9')],
    ['a NUL', request('GET / HTTP/1.1', host, 'X-A: a\0')],
    ['chunks', request('POST / HTTP/1.1', host, 'Transfer-Encoding: chunked')],
    ['an expectation', request('POST / HTTP/1.1', host, 'Expect: 100-continue')],
    ['an upgrade', request('GET / HTTP/1.1', host, 'Upgrade: websocket')],
    ['a field of the connection', request('GET / HTTP/1.1', host, 'Connection: keep-alive, x-a')],
    ['two lengths', request('POST / HTTP/1.1', host, 'Content-Length: 1', 'Content-Length: 1')],
    ['an odd length', request('POST / HTTP/1.1', host, 'Content-Length: +1')],
    ['a body of a GET', request('GET / HTTP/1.1', host, 'Content-Length: 1')],
    ['a large body', request('POST / HTTP/1.1', host, 'Content-Length: 1001')],
    ['CONNECT', request('CONNECT / HTTP/1.1', host)],
    ['a large head', request('GET / HTTP/1.1', host, `X-A: ${'x'.repeat(17_000)}`)],
    ['something else', '\x16\x03\x01'],
  ])('leaves %s to Node', (_, input) => {
    expect(parse(input)).toBe('other')
  })

  it('reads what it takes as Node does', async () => {
    let taken = 0
    await fc.assert(
      fc.asyncProperty(oddRequest, async (input) => {
        const ours = parse(input)
        if (typeof ours === 'string') return
        taken += 1
        const { method, url, rawHeaders, body } = ours
        expect(await readByNode(input)).toEqual({ method, url, rawHeaders, body })
      }),
      { numRuns: 2_000 },
    )
    expect(taken).toBeGreaterThan(300)
  })

  it('takes no host that a URL parser or the registry reads in another way', () => {
    const part = fc.constantFrom(
      ...['a', 'Z', '0', '9', '-', '.', '..', ':', ':80', ':59999', ':60000', 'xn--', '0x', '_'],
      ...['thor', '@', '%41', '[', ']', 'localhost', '1'],
    )
    const name = fc.array(part, { minLength: 1, maxLength: 6 }).map((parts) => parts.join(''))
    let taken = 0
    fc.assert(
      fc.property(name, (text) => {
        const ours = parse(request('GET / HTTP/1.1', `Host: ${text}`))
        if (typeof ours === 'string') return
        taken += 1
        const named = normalizeHost(ours.headers.host)
        expect(new URL(`http://${text}/`).hostname.replace(/\.$/, '')).toBe(named)
      }),
      { numRuns: 5_000 },
    )
    expect(taken).toBeGreaterThan(100)
  })

  it('never takes a beginning for something else than the whole', () => {
    fc.assert(
      fc.property(oddRequest, fc.nat(), (input, n) => {
        const whole = parse(input)
        const part = parse(input.slice(0, n % (input.length + 1)))
        if (part !== 'more') expect(part).toEqual(whole)
      }),
      { numRuns: 5_000 },
    )
  })
})

/** Mostly well-formed requests, so that many are accepted, with whatever may matter to some parser. */
const odd = <T>(usual: T[], rare: T[]) =>
  fc.oneof({ weight: 40, arbitrary: fc.constantFrom(...usual) }, fc.constantFrom(...rare))

const eol = odd(['\r\n'], ['\n', '\r', '\r\r\n', ' \r\n'])
const anyByte = fc.nat(255).map((code) => String.fromCharCode(code))
const field = fc
  .tuple(
    fc.oneof(
      odd(['Accept', 'x-a', 'Cookie'], ['', 'X_A', 'x a', '(x)', 'x\0', 'Content-Length', 'Host']),
      anyByte,
    ),
    odd([': ', ':'], [' : ', ':\t', '  ', '']),
    fc.oneof(odd(['b', '', 'a, b', '1'], ['\tb', 'b ', 'b\0', '\xff', '2', 'b\n c']), anyByte),
    eol,
  )
  .map((parts) => parts.join(''))

const oddRequest = fc
  .tuple(
    odd(['GET', 'POST', 'HEAD', 'DELETE', 'PUT'], ['get', 'CONNECT', 'FOO', ' GET', 'PRI']),
    odd([' '], ['  ', '\t', '']),
    fc.oneof(
      odd(['/', '/polls/1?q=%20', '/a;b=c'], ['//a', '*', '/a b', '/#a', '/\\', '/"']),
      anyByte.map((c) => `/${c}`),
    ),
    odd([' HTTP/1.1'], [' HTTP/1.0', ' HTTP/2.0', ' http/1.1', '']),
    eol,
    odd(['Host: a.b\r\n'], ['', 'host:a.b\r\n', 'Host: a.b\r\nhost: c.d\r\n', ' Host: a.b\r\n']),
    fc.array(field, { maxLength: 2 }),
    odd(
      ['', '', 'Connection: close\r\n', 'Content-Length: 2\r\n', 'Content-Length: 0\r\n'],
      ['Content-Length: 2, 2\r\n', 'Content-Length: 02\r\n', 'Transfer-Encoding: chunked\r\n'],
    ),
    eol,
    odd(['', 'ab'], ['abGET / HTTP/1.1\r\n', '\0\0\0']),
  )
  .map(([method, space, target, version, end, named, fields, framing, last, body]) =>
    [method, space, target, version, end, named, ...fields, framing, last, body].join(''),
  )

/** How Node's own server reads it; undefined if it refuses it. */
async function readByNode(input: string) {
  const [client, server] = duplexPair()
  const { promise, resolve } = Promise.withResolvers<IncomingMessage | undefined>()
  const http = createServer((incoming) => resolve(incoming))
  http.on('clientError', () => resolve(undefined))
  http.emit('connection', server)
  client.write(input, 'latin1')
  const incoming = await promise
  if (!incoming) return undefined
  const { method, url, rawHeaders } = incoming
  const chunks: Buffer[] = []
  for await (const chunk of incoming) chunks.push(chunk)
  client.destroy()
  return { method, url, rawHeaders, body: Buffer.concat(chunks).toString('latin1') }
}
