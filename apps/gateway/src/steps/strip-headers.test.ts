import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { runStep } from '../testing/run-step.ts'
import { clientHeaders, stripHeaders } from './strip-headers.ts'

const namesOf = (headers: string[]) => headers.filter((_, i) => i % 2 === 0)

/** Reads a name as a server does that hands headers on as variables (CGI, WSGI, PHP). */
const folded = (name: string) => name.toLowerCase().replace(/[^a-z0-9]/g, '_')

describe('clientHeaders', () => {
  it('never keeps a tenant header, whatever its spelling', () => {
    const sign = fc.constantFrom('-', '_', '.', '--', '-_', '!', '~')
    const tail = fc.constantFrom('', '-id', '_id', 's', '-assertion')
    const name = fc
      .tuple(fc.mixedCase(fc.constant('x')), sign, fc.mixedCase(fc.constant('tenant')), tail)
      .map((parts) => parts.join(''))
    const others = fc.array(fc.constantFrom('accept', 'Cookie', 'X-Custom'), { maxLength: 3 })
    fc.assert(
      fc.property(name, others, fc.nat(3), (forged, kept, at) => {
        const names: string[] = [...kept]
        names.splice(at, 0, forged)
        const headers = clientHeaders(names.flatMap((each) => [each, 'forged']))
        expect(namesOf(headers).map(folded).join(' ')).not.toMatch(/x_+tenant/)
        expect(namesOf(headers)).toEqual(kept.map((each) => each.toLowerCase()))
      }),
    )
  })

  it('drops every name with an underscore, and the proxy of variables', () => {
    const sent = ['authorization_', '1', 'x_forwarded_for', '2', 'a', '3', 'Proxy', '4']
    expect(clientHeaders(sent)).toEqual([...['a', '3']])
  })

  it('drops headers of one connection and those that Connection names', () => {
    const sent = {
      ...{ connection: 'close, X-Once', 'x-once': '1', 'keep-alive': '1', te: 'trailers' },
      ...{ 'transfer-encoding': 'chunked', upgrade: 'websocket', 'proxy-authorization': 'x' },
      ...{ trailer: 'x', expect: '100-continue', accept: '*/*' },
    }
    expect(clientHeaders(Object.entries(sent).flat())).toEqual(['accept', '*/*'])
  })

  it('keeps fields for everybody, although Connection names them', () => {
    const sent = ['content-type', 'a', 'authorization', 'b', 'cookie', 'c', 'sec-fetch-site', 'd']
    const named = ['Connection', `close, Authorization, cookie,content-type, Sec-Fetch-Site, x-a`]
    expect(clientHeaders([...named, ...sent, 'x-a', 'e'])).toEqual(sent)
  })

  it('keeps fields that are sent twice', () => {
    expect(clientHeaders(['Cookie', 'a', 'cookie', 'b'])).toEqual(['cookie', 'a', 'cookie', 'b'])
  })
})

describe('stripHeaders', () => {
  const trace = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'
  const upstreamHeaders = async (headers: Record<string, string>) => {
    const { exchange } = await runStep(stripHeaders(), {
      headers: { host: 'thor.polls.localhost:8080', ...headers },
    })
    const list = exchange.headers
    const value = (name: string) =>
      list.filter((_, i) => i % 2 === 1 && list[i - 1] === name).join()
    return { value, exchange }
  }

  it('overwrites the client’s forwarding headers', async () => {
    const { value } = await upstreamHeaders({
      ...{ 'x-forwarded-for': '6.6.6.6', 'x-forwarded-host': 'loki.polls.localhost' },
      ...{ 'x-forwarded-proto': 'https', forwarded: 'for=6.6.6.6', 'x-real-ip': '6.6.6.6' },
    })
    expect(value('x-forwarded-for')).toBe('')
    expect(value('x-forwarded-host')).toBe('thor.polls.localhost:8080')
    expect(value('x-forwarded-proto')).toBe('http')
    expect(value('forwarded') + value('x-real-ip')).toBe('')
  })

  it('sends its own headers, although Connection names them', async () => {
    const vouched = ['host', 'x-forwarded-for', 'x-forwarded-host', 'x-forwarded-proto']
    const named = [...vouched, 'x-request-id', 'traceparent', 'x-tenant']
    const { value, exchange } = await upstreamHeaders({
      ...{ connection: named.join(', '), traceparent: trace, tracestate: 'a=1' },
    })
    expect(value('host')).toBe('thor.polls.localhost:8080')
    expect(value('x-forwarded-host')).toBe('thor.polls.localhost:8080')
    expect(value('x-forwarded-proto')).toBe('http')
    expect(value('x-request-id')).toBe(exchange.requestId)
    expect(value('traceparent')).toBe(trace)
  })

  it('sends its own request id', async () => {
    const { value, exchange } = await upstreamHeaders({ 'x-request-id': 'mine' })
    expect(value('x-request-id')).toBe(exchange.requestId)
  })

  it('continues a well-formed trace', async () => {
    const { value } = await upstreamHeaders({ traceparent: trace, tracestate: 'a=1' })
    expect(value('traceparent')).toBe(trace)
    expect(value('tracestate')).toBe('a=1')
  })

  it.each(['', '00-0-0-01', trace.toUpperCase(), `${trace}, ${trace}`, trace.replace(/^00/, 'ff')])(
    'begins its own trace instead of "%s"',
    async (traceparent) => {
      const { value } = await upstreamHeaders({ traceparent, tracestate: 'a=1' })
      expect(value('traceparent')).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-00$/)
      expect(value('tracestate')).toBe('')
    },
  )
})
