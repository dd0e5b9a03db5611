import { once } from 'node:events'
import { get, type IncomingMessage } from 'node:http'
import { type AddressInfo, createServer, type Server } from 'node:net'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createChunkedBody } from './chunked-body.ts'

/** Reads pieces one after the other, and returns what goes to the client and how it ended. */
function readAll(pieces: Buffer[]) {
  const body = createChunkedBody()
  const passed = pieces.map((piece) => Buffer.from(body.read(piece)))
  return { passed: Buffer.concat(passed).toString('latin1'), state: body.state }
}

function split(bytes: Buffer, at: number[]): Buffer[] {
  const cuts = [0, ...at.map((n) => n % (bytes.length + 1)).sort((a, b) => a - b), bytes.length]
  return cuts.slice(1).map((end, i) => bytes.subarray(cuts[i], end))
}

interface Chunk {
  data: Uint8Array
  zeros: number
  extension: string
  isUpper: boolean
}

const extension = fc.constantFrom(
  '',
  ';a',
  ';a=b',
  ';a="b; c"',
  ';a=b;c;d="\\"e"',
  `;a=${'x'.repeat(999)}`,
)
const chunk: fc.Arbitrary<Chunk> = fc.record({
  data: fc.uint8Array({ minLength: 1, maxLength: 300 }),
  zeros: fc.constantFrom(0, 0, 1, 7, 8, 40),
  extension,
  isUpper: fc.boolean(),
})
const body = fc.record({
  chunks: fc.array(chunk),
  last: fc.tuple(fc.constantFrom('0', '00', '000000000'), extension).map((parts) => parts.join('')),
  trailers: fc.constantFrom('', 'X-A: b\r\n', 'X-A: b\r\nX-Tenant: forged\r\n'),
})

function sizeOf({ data, isUpper }: Chunk): string {
  const size = data.length.toString(16)
  return isUpper ? size.toUpperCase() : size
}

function wire({
  chunks,
  last,
  trailers,
}: {
  chunks: Chunk[]
  last: string
  trailers: string
}): Buffer {
  const lines = chunks.map((each) => [
    Buffer.from(`${'0'.repeat(each.zeros)}${sizeOf(each)}${each.extension}\r\n`),
    ...[each.data, Buffer.from('\r\n')],
  ])
  return Buffer.concat([...lines.flat(), Buffer.from(`${last}\r\n${trailers}\r\n`)])
}

describe('createChunkedBody', () => {
  it('passes plain chunks on wherever the pieces are cut, and finds the end', () => {
    fc.assert(
      fc.property(body, fc.array(fc.nat()), (sent, cuts) => {
        const plain = sent.chunks.map((each) => ({ ...each, zeros: 0, extension: '' }))
        const whole = wire({ chunks: plain, last: '0', trailers: '' }).toString('latin1')
        const { passed, state } = readAll(split(wire(sent), cuts))
        expect(state).toBe('ended')
        expect(`${passed}0\r\n\r\n`).toBe(whole)
      }),
    )
  })

  it('counts the bytes of the body', () => {
    const chunks = createChunkedBody()
    expect(String(chunks.read(Buffer.from('1\r\na\r\n0\r\n\r\nHTTP/1.1')))).toBe('1\r\na\r\n')
    expect([chunks.state, chunks.used]).toEqual(['ended', 11])
  })

  it.each(['1 ;a=b\r\na\r\n', '1\t ; a = b\r\na\r\n', '1;\r\na\r\n'])(
    'reads over bad blanks and names in %j',
    (text) => {
      expect(readAll([Buffer.from(`${text}0\r\n\r\n`)])).toEqual({
        ...{ passed: '1\r\na\r\n', state: 'ended' },
      })
    },
  )

  it('takes a size of 53 bits, and waits for its bytes', () => {
    const { passed, state } = readAll([Buffer.from('1fffffffffffff\r\nab')])
    expect([passed, state]).toEqual(['1fffffffffffff\r\nab', 'open'])
  })

  it.each([
    ...['x\r\n', '\r\n', ' 1\r\na\r\n', '1 \r\na\r\n', ';a=b\r\n', '0x1\r\na\r\n', '-1\r\n'],
    ...['1\na\r\n', '1\r\nab\r\n', '1\r\na\n', '0\r\n\rx', '+1\r\na\r\n', '1 1\r\n', '1_0\r\n'],
    ...['20000000000000\r\n', 'ffffffffffffffff\r\n', '1;a\nb\r\n', '1;a\rb\r\n', '1;a\0\r\n'],
    ...['1;a\x7f\r\n', '1;a=b\n', '0;a=b\n\r\n', '0\r\nX-A: b\n\r\n', '0\r\n\n', '1\r\na\r\r\n'],
    ...[`1;${'x'.repeat(20_000)}`, '0'.repeat(20_000), `1${' '.repeat(20_000)}`],
    `0\r\nX-A: ${'x'.repeat(20_000)}`,
  ])('does not go on after %j', (text) => {
    expect(readAll([Buffer.from(text)]).state).toBe('broken')
  })
})

describe('createChunkedBody, beside Node’s own client', () => {
  let answer: Buffer[]
  let server: Server
  let port: number

  beforeAll(async () => {
    server = createServer((socket) => {
      socket.setNoDelay(true)
      socket.once('data', () => void writeAll(socket))
    })
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    port = (server.address() as AddressInfo).port
  })
  afterAll(() => server.close())

  async function writeAll(socket: import('node:net').Socket): Promise<void> {
    socket.write('HTTP/1.1 200 OK\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n')
    for (const piece of answer) {
      socket.write(piece)
      await new Promise(setImmediate)
    }
    socket.end()
  }

  async function readByNode(pieces: Buffer[]): Promise<string> {
    answer = pieces
    const [incoming]: IncomingMessage[] = await once(
      get({ port, host: '127.0.0.1', agent: false }),
      'response',
    )
    return Buffer.concat((await incoming?.toArray()) ?? []).toString('latin1')
  }

  it('gives it the same bytes as it reads itself', async () => {
    const run = fc.asyncProperty(
      body,
      fc.array(fc.nat(), { maxLength: 20 }),
      async (sent, cuts) => {
        const pieces = split(wire(sent), cuts)
        const { passed } = readAll(pieces)
        const ours = await readByNode([Buffer.from(`${passed}0\r\n\r\n`, 'latin1')])
        expect(ours).toBe(await readByNode(pieces))
        expect(ours).toBe(Buffer.concat(sent.chunks.map(({ data }) => data)).toString('latin1'))
      },
    )
    await fc.assert(run, { numRuns: 60 })
  })
})
