import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { connect, type Socket } from 'node:net'
import fc from 'fast-check'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type RunningServer, serve } from './server.ts'

/** What the server does in the present test, and the requests that it received. */
let listen: (incoming: IncomingMessage, outgoing: ServerResponse) => unknown
let seen: string[] = []
let underWay = 0
let mostAtOnce = 0
let server: RunningServer

beforeAll(async () => {
  server = await serve({
    host: '127.0.0.1',
    port: 0,
    listener(incoming, outgoing) {
      seen.push(`${incoming.method} ${incoming.url}`)
      underWay += 1
      mostAtOnce = Math.max(mostAtOnce, underWay)
      outgoing.on('close', () => {
        underWay -= 1
      })
      void listen(incoming, outgoing)
    },
  })
})
beforeEach(() => {
  listen = answerLater
  seen = []
  mostAtOnce = 0
})
afterAll(() => server.close(0))

/** Answers with the body of the request, in a later iteration of the event loop. */
async function answerLater(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
  const body = Buffer.concat(await incoming.toArray().catch(() => []))
  setImmediate(() => outgoing.end(`<${incoming.url} ${body.toString('latin1')}>`))
}

function open(): { socket: Socket; received: Promise<string> } {
  const socket = connect(server.port, '127.0.0.1')
  socket.on('error', () => {})
  const chunks: Buffer[] = []
  socket.on('data', (chunk) => chunks.push(chunk))
  const received = once(socket, 'close').then(() => Buffer.concat(chunks).toString('latin1'))
  return { socket, received }
}

/** What is received for bytes that are sent in one piece, until the server closes. */
function send(text: string): Promise<string> {
  const { socket, received } = open()
  socket.write(text, 'latin1')
  return received
}

const get = (path: string, more = '') => `GET ${path} HTTP/1.1\r\nHost: a\r\n${more}\r\n`
const post = (path: string, body: string, more = '') =>
  `POST ${path} HTTP/1.1\r\nHost: a\r\nContent-Length: ${body.length}\r\n${more}\r\n${body}`
const last = get('/last', 'Connection: close\r\n')
const statuses = (received: string) =>
  [...received.matchAll(/HTTP\/1\.1 (\d+)/g)].map(([, status]) => Number(status))

describe('takeOneAtATime', () => {
  it('serves requests that are sent ahead one at a time, in their order', async () => {
    const paths = Array.from({ length: 1_500 }, (_, i) => `/${i}`)
    const received = await send(paths.map((path) => get(path)).join('') + last)
    expect(mostAtOnce).toBe(1)
    expect(seen).toEqual([...paths, '/last'].map((path) => `GET ${path}`))
    expect(received.match(/<\/\w+ >/g)).toEqual([...paths, '/last'].map((path) => `<${path} >`))
  })

  it('begins a read after the write before it has been answered', async () => {
    const written = Promise.withResolvers<void>()
    listen = async (incoming, outgoing) => {
      if (incoming.method === 'POST') await written.promise
      outgoing.end()
    }
    const received = send(post('/a', 'hello') + last)
    await expect.poll(() => seen).toEqual(['POST /a'])
    written.resolve()
    expect(statuses(await received)).toEqual([200, 200])
    expect(mostAtOnce).toBe(1)
  })

  it.each([
    ['an answer that closes', get('/first', 'Connection: close\r\n'), [200]],
    ['a request in HTTP/1.0', 'GET /first HTTP/1.0\r\n\r\n', [200]],
    ['a request without a host', 'GET / HTTP/1.1\r\n\r\n', [400]],
    ['a request that is malformed', 'GET / HTTP/1.1\r\nHost: a\r\nA B: c\r\n\r\n', [400]],
    ['no request at all', 'hello\r\n\r\n', [400]],
    ['a head that is too large', get('/', `X-A: ${'x'.repeat(20_000)}\r\n`), [431]],
    [
      'chunks that are broken',
      post('/', '', 'X: y\r\n')
        .replace('Content-Length: 0', 'Transfer-Encoding: chunked')
        .concat('zz\r\n\r\n'),
      [400],
    ],
  ])('executes nothing that comes after %s', async (_, first, expected) => {
    expect(statuses(await send(first + post('/after', 'hello') + last))).toEqual(expected)
    expect(seen.filter((each) => !['GET /first', 'POST /'].includes(each))).toEqual([])
  })

  it('executes nothing after an answer that closes though its request is still to come', async () => {
    listen = (_, outgoing) => outgoing.writeHead(413, { connection: 'close' }).end()
    const { socket, received } = open()
    socket.write(`POST /first HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n`)
    await expect.poll(() => seen).toEqual(['POST /first'])
    socket.write(`5\r\nhello\r\n0\r\n\r\n${post('/after', 'hello')}${last}`)
    expect(statuses(await received)).toEqual([413])
    expect(seen).toEqual(['POST /first'])
  })

  it('answers a request before it refuses what follows', async () => {
    const received = await send(`${get('/first')}hello\r\n\r\n`)
    expect(statuses(received)).toEqual([200, 400])
  })

  it('goes on after an answer that came before its request was whole', async () => {
    listen = (incoming, outgoing) =>
      incoming.url === '/first' ? outgoing.writeHead(422).end() : answerLater(incoming, outgoing)
    const { socket, received } = open()
    const first = post('/first', 'x'.repeat(100_000))
    socket.write(first.slice(0, 100))
    await expect.poll(() => seen).toEqual(['POST /first'])
    socket.write(first.slice(100) + last)
    expect(statuses(await received)).toEqual([422, 200])
  })

  it('sends 100 Continue to a client that waits for it', async () => {
    const text = post('/a', 'hello', 'Expect: 100-continue\r\n')
    const { socket, received } = open()
    socket.write(text.slice(0, -5))
    await once(socket, 'data')
    socket.write(`hello${last}`)
    expect(statuses(await received)).toEqual([100, 200, 200])
  })

  it('answers an unknown expectation in its order', async () => {
    const odd = post('/odd', 'hello', 'Expect: a-miracle\r\n')
    expect(statuses(await send(post('/a', 'x') + odd + last))).toEqual([200, 417, 200])
  })

  it('reads only a little ahead while a request waits for its answer', async () => {
    const [answering, arrived] = [Promise.withResolvers<void>(), Promise.withResolvers<Socket>()]
    listen = async (incoming, outgoing) => {
      arrived.resolve(incoming.socket)
      await answering.promise
      outgoing.end()
    }
    const { socket, received } = open()
    socket.write(get('/first') + get('/ahead').repeat(300_000) + last)
    const there = await arrived.promise
    await expect.poll(() => there.isPaused()).toBe(true)
    expect(there.bytesRead).toBeLessThan(1_000_000)
    socket.destroy()
    answering.resolve()
    await received
  })

  it.each([1, 2, 3])('finds the end of a head of which %i bytes come later', async (late) => {
    const connected = once(server.server, 'connection')
    const { socket, received } = open()
    const [there] = (await connected) as [Socket]
    const text = get('/first')
    socket.write(text.slice(0, -late))
    await expect.poll(() => there.bytesRead).toBe(text.length - late)
    socket.write(text.slice(-late) + get('/second') + last)
    expect(statuses(await received)).toEqual([200, 200, 200])
    expect(mostAtOnce).toBe(1)
  })

  it('reads every sequence of requests as it would come one by one, however it is cut', async () => {
    const text = fc.string({
      unit: fc.constantFrom('a', '\r', '\n', '\r\n', '\r\n\r\n', '0'),
      maxLength: 8,
    })
    const chunked = fc.array(text.filter((each) => each !== '')).map((chunks) => {
      const sized = chunks.map((chunk) => `${chunk.length.toString(16)}\r\n${chunk}\r\n`)
      const head = 'POST /c HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n'
      return {
        text: `${head}${sized.join('')}0\r\nX-T: u\r\n\r\n`,
        answer: `</c ${chunks.join('')}>`,
      }
    })
    const request = fc.oneof(
      fc.constant({ text: get('/g'), answer: '</g >' }),
      fc.constant({ text: `\r\n\r\n${get('/n')}`, answer: '</n >' }),
      text.map((body) => ({ text: post('/p', body), answer: `</p ${body}>` })),
      chunked,
    )
    const cuts = fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 1, maxLength: 10 })
    await fc.assert(
      fc.asyncProperty(fc.array(request, { maxLength: 8 }), cuts, async (requests, sizes) => {
        mostAtOnce = 0
        const { socket, received } = open()
        socket.setNoDelay(true)
        const whole = requests.map((each) => each.text).join('') + last
        for (let at = 0, i = 0; at < whole.length; i++) {
          const size = sizes[i % sizes.length] ?? 1
          socket.write(whole.slice(at, at + size), 'latin1')
          at += size
          await new Promise(setImmediate)
        }
        const bodies = (await received).split(/HTTP\/1\.1 200[^<]*/).slice(1)
        const answers = bodies.map((each) => each.replace(/>[^>]*$/, '>'))
        expect(answers).toEqual([...requests.map((each) => each.answer), '</last >'])
        expect(mostAtOnce).toBe(1)
      }),
      { numRuns: 60 },
    )
  })

  it('leaves an upgraded connection to its new owner, with its input', async () => {
    const { takeOneAtATime, SequentialResponse } = await import('./one-at-a-time.ts')
    const upgrading = createServer({ ServerResponse: SequentialResponse }, (_, outgoing) =>
      outgoing.end(),
    )
    takeOneAtATime(upgrading)
    const taken = Promise.withResolvers<string>()
    upgrading.on('upgrade', (_, socket: Socket, head: Buffer) => {
      const chunks = [head]
      socket.on('data', (chunk) => chunks.push(chunk))
      socket.on('end', () => {
        socket.end()
        taken.resolve(Buffer.concat(chunks).toString())
      })
    })
    upgrading.listen(0, '127.0.0.1')
    await once(upgrading, 'listening')
    const address = upgrading.address()
    const socket = connect(typeof address === 'object' ? (address?.port ?? 0) : 0, '127.0.0.1')
    socket.end(`${get('/', 'Connection: upgrade\r\nUpgrade: x\r\n')}mine\r\n\r\nmine too`)
    expect(await taken.promise).toBe('mine\r\n\r\nmine too')
    upgrading.close()
  })
})
