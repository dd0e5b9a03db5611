import { bytes, type HostileRequest, requestBytes, type Target } from './hostile-request.ts'

/** Clients that never finish their requests, and clients that speak another protocol. */
export function slowRequests(target: Target): HostileRequest[] {
  const slow = (title: string, ...pieces: Buffer[]): HostileRequest => ({
    ...{ title, outcome: 'refused', pieces, pauseMs: 50 },
  })
  const get = requestBytes(target, {})
  const post = (header: string, body: string) =>
    requestBytes(target, { method: 'POST', headers: [header], body })
  const oneByOne = (text: Buffer) => [...text].map((byte) => Buffer.from([byte]))
  return [
    slow('nothing at all'),
    slow('one byte', bytes('G')),
    slow('half a request line', get.subarray(0, 8)),
    slow('half a host', get.subarray(0, 30)),
    slow('a head without its end', get.subarray(0, -2)),
    slow(
      'a head byte by byte',
      ...oneByOne(requestBytes(target, { headers: ['X-A: b'.repeat(50)] })),
    ),
    slow('no byte of the body', post('Content-Length: 5', '')),
    slow('half the body', post('Content-Length: 10', 'hello')),
    slow(
      'a body byte by byte',
      post('Content-Length: 500', ''),
      ...oneByOne(bytes('x'.repeat(400))),
    ),
    slow('no chunk', post('Transfer-Encoding: chunked', '')),
    slow('half a chunk', post('Transfer-Encoding: chunked', 'ff\r\nhello')),
    slow('chunks without a last', post('Transfer-Encoding: chunked', '5\r\nhello\r\n')),
    slow('TLS', Buffer.from('16030100c8010000c40303', 'hex')),
    slow('HTTP/2', bytes('PRI * HTTP/2.0', '', 'SM', '', '')),
    slow('zeros', Buffer.alloc(10_000)),
    slow(
      'noise',
      Buffer.from(Array.from({ length: 10_000 }, (_, i) => (i * 7919 + (i >> 3)) % 256)),
    ),
  ]
}
