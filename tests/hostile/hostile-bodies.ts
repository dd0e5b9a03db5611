import { bytes, type HostileRequest, named, requestBytes, type Target } from './hostile-request.ts'

const badLengths = [
  ...['-1', '+5', '0x5', '5e0', '5.0', '5 5', '5, 5', '5,6', '5;', 'five', '"5"', '٥', '\xb2'],
  ...['9'.repeat(20), '9'.repeat(400), '18446744073709551621', '5\x005'],
]

const badCodings = [
  ...['identity', 'gzip', 'xchunked', 'chunkedx', 'chunked, identity', 'chunked, gzip', '', ','],
  ...['chunked\x0b', '"chunked"', 'chun ked', 'chunked;a=b', 'deflate, br', 'null'],
]

/** Invalid bodies after `Transfer-Encoding: chunked`. */
const badChunks: Record<string, string> = {
  'a size that is no number': 'zz\r\nab\r\n0\r\n\r\n',
  'a size below zero': '-2\r\nab\r\n0\r\n\r\n',
  'a size with 0x': '0x2\r\nab\r\n0\r\n\r\n',
  'a size with a sign': '+2\r\nab\r\n0\r\n\r\n',
  'a size beyond 64 bits': `${'F'.repeat(17)}\r\nab\r\n0\r\n\r\n`,
  'a size of a thousand digits': `${'1'.repeat(1_000)}\r\n`,
  'no size': '\r\nab\r\n0\r\n\r\n',
  'more than its size': '2\r\nabcd\r\n0\r\n\r\n',
  'no line end after the chunk': '2\r\nab0\r\n\r\n',
  'a size that ends in a line feed': '2\nab\r\n0\r\n\r\n',
  'a space before the size': ' 2\r\nab\r\n0\r\n\r\n',
  'a NUL in an extension': '2;a=\x00\r\nab\r\n0\r\n\r\n',
  'an extension of 100 KB': `2;a=${'x'.repeat(100_000)}\r\nab\r\n0\r\n\r\n`,
  'a trailer without a colon': '2\r\nab\r\n0\r\nx\r\n\r\n',
  'a trailer of 100 KB': `2\r\nab\r\n0\r\nX-A: ${'x'.repeat(100_000)}\r\n\r\n`,
  'a NUL in a trailer': '2\r\nab\r\n0\r\nX-A: \x00\r\n\r\n',
}

/** Bodies with ambiguous or broken framing, and bodies that are too large. */
export function hostileBodies(target: Target): HostileRequest[] {
  const post = (title: string, headers: string[], body: string): HostileRequest => ({
    ...{ title, outcome: 'refused' },
    pieces: [requestBytes(target, { method: 'POST', headers, body })],
  })
  const tooLarge = (title: string, ...headers: string[]): HostileRequest => ({
    ...post(title, ['Content-Length: 100000000', ...headers], ''),
    status: 413,
  })
  const chunked = 'Transfer-Encoding: chunked'
  // A server that uses the other framing finds a request in the body.
  const inside = `GET / HTTP/1.1\r\nHost: ${target.host}\r\nX-Inside: ${target.forged}\r\n\r\n`
  const whole = `0\r\n\r\n${inside}`
  return [
    ...badLengths.map((each) =>
      post(`the length ${named(each)}`, [`Content-Length: ${each}`], 'hello'),
    ),
    ...badCodings.map((each) =>
      post(`the coding ${named(each)}`, [`Transfer-Encoding: ${each}`], whole),
    ),
    ...Object.entries(badChunks).map(([title, body]) => post(`chunks: ${title}`, [chunked], body)),
    post('a length, then chunks', [`Content-Length: ${whole.length}`, chunked], whole),
    post('chunks, then a length', [chunked, `Content-Length: ${whole.length}`], whole),
    post('chunks and a length of 0', [chunked, 'Content-Length: 0'], whole),
    post('two lengths', ['Content-Length: 0', `Content-Length: ${inside.length}`], inside),
    post('one length twice', ['Content-Length: 5', 'Content-Length: 5'], 'hello'),
    post('chunked twice', [chunked, chunked], whole),
    post('a coding in a fold', ['Transfer-Encoding:', ' chunked'], whole),
    tooLarge('100 MB that are declared'),
    tooLarge('100 MB after a question', 'Expect: 100-continue'),
    post('an expectation that nobody knows', ['Content-Length: 2', 'Expect: a-miracle'], '{}'),
    growing(target),
  ]
}

/** 100 MB that are not declared; no server reads them to the end. */
function growing(target: Target): HostileRequest {
  const chunk = bytes('10000', 'x'.repeat(0x10000), '')
  const head = requestBytes(target, { method: 'POST', headers: ['Transfer-Encoding: chunked'] })
  const pieces = [head, ...Array<Buffer>(64).fill(chunk)]
  return { title: 'chunks that go on and on', outcome: 'refused', pieces }
}
