import { once } from 'node:events'
import { Agent, type IncomingHttpHeaders, type IncomingMessage, request } from 'node:http'
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net'
import type { RegistryEntry } from '@mt/shared/registry/entry'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { sendRaw } from '../testing/send.ts'
import { startTestGateway, type TestGateway } from '../testing/test-gateway.ts'

/** An upstream that answers with the given bytes, piece by piece. */
let answer: readonly Buffer[]
let upstream: Server

beforeAll(async () => {
  upstream = createServer({ noDelay: true }, (socket) => {
    socket.on('error', () => {})
    socket.on('data', (head) => void writeAnswer(socket, head.toString('latin1')))
  })
  upstream.listen(0, '127.0.0.1')
  await once(upstream, 'listening')
})
afterAll(() => upstream.close())

async function writeAnswer(socket: Socket, head: string): Promise<void> {
  if (/^\w+ \/next /.test(head)) return void socket.write(ok('next'))
  for (const piece of answer) {
    socket.write(piece)
    await new Promise(setImmediate)
  }
}

const ok = (body: string, more = '') =>
  `HTTP/1.1 200 OK\r\n${more}Content-Length: ${body.length}\r\n\r\n${body}`
const chunked = (body: string, more = '') =>
  `HTTP/1.1 200 OK\r\n${more}Transfer-Encoding: chunked\r\n\r\n${body}`

interface Answered {
  status: number | undefined
  headers: IncomingHttpHeaders
  body: string
}

describe.each(['on', 'off'])('an answer, with the lane %s', (lane) => {
  let gateway: TestGateway
  let tenant: RegistryEntry
  let agent: Agent

  beforeAll(async () => {
    gateway = await startTestGateway((_, outgoing) => outgoing.end(), { GATEWAY_LANE: lane })
    const url = `http://127.0.0.1:${(upstream.address() as AddressInfo).port}`
    tenant = await gateway.putTenant({ upstream: { name: 'polls', url } })
    agent = new Agent({ keepAlive: true, maxSockets: 1 })
  })
  afterAll(async () => {
    agent.destroy()
    await gateway.close()
  })

  /** Sends a request on the one connection that all requests here share. */
  async function ask(path = '/', method = 'GET'): Promise<Answered> {
    const { hostname, port } = new URL(gateway.url)
    const headers = { host: tenant.host }
    const outgoing = request({ ...{ hostname, port, agent, path, method, headers } })
    outgoing.end()
    const [incoming]: IncomingMessage[] = await once(outgoing, 'response')
    const body = Buffer.concat((await incoming?.toArray()) ?? []).toString('latin1')
    return { status: incoming?.statusCode, headers: incoming?.headers ?? {}, body }
  }

  /** What a client reads of an answer, and what the next client on the same connection gets. */
  async function exchange(bytes: string | readonly Buffer[], method = 'GET'): Promise<Answered> {
    answer = typeof bytes === 'string' ? [Buffer.from(bytes, 'latin1')] : bytes
    const answered = await ask('/', method)
    expect((await ask('/next')).body).toBe('next')
    return answered
  }

  it.each([
    ['an extension', '5;a=b\r\nhello\r\n0\r\n\r\n'],
    ['extensions of each kind', '5;a;b=c;d="e;f"\r\nhello\r\n0;last\r\n\r\n'],
    ['a size with zeros in front', '000000005\r\nhello\r\n0000000000\r\n\r\n'],
    ['trailers', '5\r\nhello\r\n0\r\nX-A: b\r\nX-B: c\r\n\r\n'],
  ])('in chunks with %s arrives whole', async (_, body) => {
    for (const method of ['GET', 'POST', 'DELETE']) {
      expect((await exchange(chunked(body), method)).body).toBe('hello')
    }
  })

  it('in chunks is what Node’s own client reads, whatever they are like', async () => {
    const chunk = fc.record({
      text: fc.string({ minLength: 1, maxLength: 400, unit: fc.constantFrom(...'abc\r\n0;') }),
      zeros: fc.constantFrom('', '', '0', '00000000'),
      extension: fc.constantFrom('', '', ';a', ';a=b', ';a="b;c"', ` ;${'x'.repeat(200)}`.trim()),
    })
    const trailers = fc.constantFrom('', 'X-A: b\r\n')
    const run = fc.asyncProperty(
      ...[fc.array(chunk, { maxLength: 6 }), trailers, fc.array(fc.nat(), { maxLength: 6 })],
      async (chunks, trailer, at) => {
        const lines = chunks.map(({ text, zeros, extension }) => {
          return `${zeros}${text.length.toString(16)}${extension}\r\n${text}\r\n`
        })
        const bytes = Buffer.from(chunked(`${lines.join('')}0\r\n${trailer}\r\n`), 'latin1')
        const cuts = [...at.map((n) => n % bytes.length).sort((a, b) => a - b), bytes.length]
        const pieces = cuts.map((end, i) => bytes.subarray(cuts[i - 1] ?? 0, end))
        const { body } = await exchange(pieces)
        expect(body).toBe(chunks.map(({ text }) => text).join(''))
        expect(body).toBe(await readDirectly(pieces))
      },
    )
    await fc.assert(run, { numRuns: 40 })
  })

  async function readDirectly(pieces: readonly Buffer[]): Promise<string> {
    answer = pieces
    const { port } = upstream.address() as AddressInfo
    const outgoing = request({ host: '127.0.0.1', port, agent: false })
    outgoing.end()
    const [incoming]: IncomingMessage[] = await once(outgoing, 'response')
    return Buffer.concat((await incoming?.toArray()) ?? []).toString('latin1')
  }

  it.each([
    ...['Content-Length', 'content-length, close', 'close, Content-Length', 'CONTENT-LENGTH,date'],
    ...['keep-alive, content-length, transfer-encoding, set-cookie'],
  ])('keeps its frame with Connection: %s', async (connection) => {
    const more = `Connection: ${connection}\r\nSet-Cookie: a=1\r\n`
    const counted = await exchange(ok('hello', more))
    expect(counted).toMatchObject({ body: 'hello', headers: { 'content-length': '5' } })
    expect(counted.headers['set-cookie']).toEqual(['a=1'])
    expect((await exchange(chunked('5\r\nhello\r\n0\r\n\r\n', more))).body).toBe('hello')
    expect((await exchange(ok('hello', `${more}Connection: x-a\r\nX-A: b\r\n`))).headers).toEqual(
      expect.not.objectContaining({ 'x-a': expect.anything() }),
    )
  })

  it.each([
    ['304 Not Modified', 'Content-Length: 5\r\n', '5'],
    ['304 Not Modified', 'Content-Length: 0\r\n', '0'],
    ['304 Not Modified', 'Transfer-Encoding: chunked\r\n', undefined],
    ['304 Not Modified', '', undefined],
    ['204 No Content', 'Content-Length: 5\r\n', undefined],
    ['204 No Content', 'Content-Length: 0\r\n', undefined],
    ['204 No Content', 'Transfer-Encoding: chunked\r\n', undefined],
    ['204 No Content', '', undefined],
  ])('with %s and %j ends with its head', async (status, more, length) => {
    const bytes = `HTTP/1.1 ${status}\r\nETag: "1"\r\n${more}\r\n`
    for (const method of ['GET', 'POST']) {
      const { headers, ...answered } = await exchange(bytes, method)
      expect(answered).toEqual({ status: Number(status.slice(0, 3)), body: '' })
      expect(headers.etag).toBe('"1"')
      expect(headers['content-length']).toBe(length)
      expect(headers['transfer-encoding']).toBeUndefined()
    }
  })

  it.each(['304 Not Modified', '204 No Content'])(
    'with %s gives nobody the body that follows it',
    async (status) => {
      for (const framing of ['Content-Length: 36', 'Transfer-Encoding: chunked']) {
        const bytes = `HTTP/1.1 ${status}\r\n${framing}\r\n\r\n`
        const answered = await exchange([Buffer.from(bytes), Buffer.from(ok('forged'))])
        expect(answered).toMatchObject({ status: Number(status.slice(0, 3)), body: '' })
      }
    },
  )

  it('carries nothing that speaks for other hosts', async () => {
    const more = [
      ...[
        'Set-Cookie: a=1',
        'Set-Cookie: b=2; Domain=polls.localhost',
        `Set-Cookie: c=3; Domain=${tenant.host}`,
      ],
      ...['Strict-Transport-Security: max-age=1; includeSubDomains', 'Clear-Site-Data: "cookies"'],
      ...['Alt-Svc: h2=":1"', 'NEL: {"include_subdomains":true}', 'X-Own: b'],
    ]
    const { headers } = await exchange(ok('hello', `${more.join('\r\n')}\r\n`))
    const { date: _, 'x-request-id': __, connection: ___, 'keep-alive': ____, ...kept } = headers
    expect(kept).toEqual({
      ...{ 'content-length': '5', 'x-own': 'b' },
      'set-cookie': ['a=1', `c=3; Domain=${tenant.host}`],
    })
  })

  it('of one is never another’s, sent ahead on one connection', async () => {
    answer = [Buffer.from(ok('hello', 'Connection: content-length\r\n'))]
    const head = (path: string, more = '') =>
      `GET ${path} HTTP/1.1\r\nHost: ${tenant.host}\r\n${more}\r\n`
    const text = head('/') + head('/next') + head('/', 'Connection: close\r\n')
    const received = await sendRaw(gateway.url, text)
    const answers = received.split(/(?=HTTP\/1\.1 )/)
    expect(answers.map((each) => each.split('\r\n\r\n')[1])).toEqual(['hello', 'next', 'hello'])
    for (const each of answers) expect(each).toMatch(/^content-length: [45]\r$/im)
  })
})
