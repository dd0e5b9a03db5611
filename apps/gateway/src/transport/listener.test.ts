import type { IncomingMessage, ServerResponse } from 'node:http'
import type { RegistryEntry } from '@mt/shared/registry/entry'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { sendRaw } from '../testing/send.ts'
import { startTestGateway, type TestGateway } from '../testing/test-gateway.ts'

/** What arrived at the service, in order, and how many requests were there at once at most. */
let arrived: string[] = []
let underWay = 0
let mostAtOnce = 0

async function serveUpstream(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
  arrived.push(`${incoming.method} ${incoming.url}`)
  underWay += 1
  mostAtOnce = Math.max(mostAtOnce, underWay)
  await incoming.toArray().catch(() => {})
  // Long enough for other requests to arrive, if any were sent.
  for (let turns = 20; turns > 0; turns--) await new Promise(setImmediate)
  underWay -= 1
  outgoing.end('served')
}

describe.each(['on', 'off'])('requests that follow each other, with the lane %s', (lane) => {
  let gateway: TestGateway
  let thor: RegistryEntry
  let loki: RegistryEntry

  beforeAll(async () => {
    gateway = await startTestGateway(serveUpstream, {
      ...{ GATEWAY_LANE: lane, GATEWAY_MAX_BODY_BYTES: '100000' },
    })
    thor = await gateway.putTenant()
    loki = await gateway.putTenant()
  })
  beforeEach(() => {
    arrived = []
    mostAtOnce = 0
  })
  afterAll(() => gateway.close())

  const get = (path: string, more = ''): string =>
    `GET ${path} HTTP/1.1\r\nHost: ${thor.host}\r\n${more}\r\n`
  const post = ({ host }: RegistryEntry, path: string, body: string): string =>
    `POST ${path} HTTP/1.1\r\nHost: ${host}\r\nContent-Length: ${body.length}\r\n\r\n${body}`
  const last = (): string => get('/last', 'Connection: close\r\n')

  it.each([
    ['a field that the lane does not know', () => get('/first', 'TE: trailers\r\n')],
    ['a body that the lane does not take', () => post(thor, '/first', 'x'.repeat(70_000))],
    [
      'a request in HTTP/1.0',
      () => `GET /first HTTP/1.0\r\nHost: ${thor.host}\r\nConnection: keep-alive\r\n\r\n`,
    ],
    ['a request of the lane', () => get('/first')],
  ])('go one at a time after %s', async (_, first) => {
    const paths = Array.from({ length: 150 }, (_, i) => `/${i}`)
    const text = first() + paths.map((path) => get(path)).join('') + last()
    const received = await sendRaw(gateway.url, text)
    expect(received.match(/HTTP\/1\.1 200 /g)).toHaveLength(152)
    expect(arrived.map((each) => each.split(' ')[1])).toEqual(['/first', ...paths, '/last'])
    expect(mostAtOnce).toBe(1)
  })

  it('reach the service in their order', async () => {
    const expected: string[] = []
    let text = get('/first', 'TE: trailers\r\n')
    for (let i = 0; i < 20; i++) {
      text += post(thor, `/${i}`, 'hello') + get(`/${i}`)
      expected.push(`POST /${i}`, `GET /${i}`)
    }
    await sendRaw(gateway.url, text + last())
    expect(arrived.slice(1, -1)).toEqual(expected)
  })

  const odd = 'X-A:  two spaces\r\n'
  const refusals: [string, () => string, number][] = [
    ['two hosts', () => get('/odd', 'Host: other.polls.localhost\r\n'), 400],
    ['no host', () => 'GET /odd HTTP/1.1\r\n\r\n', 400],
    ['no host in HTTP/1.0', () => 'GET /odd HTTP/1.0\r\nConnection: keep-alive\r\n\r\n', 400],
    ['a host that is none', () => get('/odd').replace(thor.host, 'a_b'), 404],
    ['a target that is no path', () => get('http://x/odd'), 400],
    ['a version that nobody speaks', () => get('/odd').replace('1.1', '2.0'), 505],
    ['a field without a colon', () => get('/odd', 'X-A\r\n'), 400],
    ['a head that is too large', () => get('/odd', `X-A: ${'x'.repeat(20_000)}\r\n`), 431],
    [
      'a length and chunks',
      () => post(thor, '/odd', '').replace('\r\n\r\n', '\r\nTransfer-Encoding: chunked\r\n\r\n'),
      400,
    ],
    [
      'chunks that are broken',
      () =>
        'POST /odd HTTP/1.1\r\nHost: HOST\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n'.replace(
          'HOST',
          thor.host,
        ),
      400,
    ],
  ]
  it.each(refusals)('are not executed after one with %s', async (_, refused, status) => {
    for (const before of ['', get('/before', odd)]) {
      arrived = []
      const text = `${before}${refused()}${post(loki, '/after', 'hello')}${last()}`
      const received = await sendRaw(gateway.url, text)
      const statuses = [...received.matchAll(/HTTP\/1\.1 (\d+) /g)].map(([, each]) => Number(each))
      expect(statuses).toEqual(before === '' ? [status] : [200, status])
      expect(arrived.filter((each) => each !== 'GET /before')).toEqual([])
    }
  })

  it('are not executed after an answer that closes', async () => {
    for (const closing of [
      get('/first', 'Connection: close\r\n'),
      get('/first', `Connection: close\r\n${odd}`),
      `GET /first HTTP/1.0\r\nHost: ${thor.host}\r\n\r\n`,
    ]) {
      arrived = []
      const received = await sendRaw(gateway.url, closing + post(loki, '/after', 'hello') + last())
      expect(received.match(/HTTP\/1\.1 \d+ /g)).toEqual(['HTTP/1.1 200 '])
      expect(arrived).toEqual(['GET /first'])
    }
  })

  it('are not taken from a refused body', async () => {
    const tooLarge = post(thor, '/large', '').replace(': 0', ': 100001')
    const received = await sendRaw(gateway.url, tooLarge + post(loki, '/after', 'hello'))
    expect(received).toMatch(/^HTTP\/1\.1 413 /)
    expect(arrived).toEqual([])
  })
})
