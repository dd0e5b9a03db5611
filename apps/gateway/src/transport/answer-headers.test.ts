import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { keptResponseHeaders, responseHeaders } from './answer-headers.ts'
import { withheldFields } from './withheld-fields.ts'

const host = 'thor.polls.localhost'
const answered = { status: 200, host }

/** What both transports keep of the same fields; they must agree. */
function kept(fields: [name: string, value: string][], status = 200): string[] {
  const record: Record<string, string[]> = {}
  for (const [name, value] of fields) record[name] = [...(record[name] ?? []), value]
  const byName = responseHeaders(record, { status, host })
  const chain = Object.entries(byName).flatMap(([name, values]) =>
    [values].flat().map((value) => `${name}: ${value}`),
  )
  const list = keptResponseHeaders(fields.flat(), record.connection?.join(), { status, host })
  const lane = list.flatMap((name, i) => (i % 2 === 0 ? [`${name}: ${list[i + 1]}`] : []))
  expect(chain.sort()).toEqual(lane.sort())
  return lane
}

describe('responseHeaders', () => {
  it('keeps hop-by-hop, internal and server headers back', () => {
    const sent = {
      ...{ connection: 'keep-alive, x-once', 'x-once': '1', 'keep-alive': 'timeout=5' },
      ...{ 'transfer-encoding': 'chunked', server: 'x', 'x-powered-by': 'x', 'x-tenant': 'x' },
      ...{ 'x-placement': 'current', 'x-request-id': 'theirs', 'proxy-authenticate': 'x' },
    }
    const cookies = ['a', 'b']
    expect(responseHeaders({ ...sent, etag: '"1"', 'set-cookie': cookies }, answered)).toEqual({
      ...{ etag: '"1"', 'set-cookie': cookies },
    })
    expect(kept(Object.entries(sent))).toEqual([])
  })

  it('keeps fields that frame and protect an answer, although Connection names them', () => {
    const sent: [string, string][] = [
      ...([
        ['content-length', '5'],
        ['date', 'x'],
        ['set-cookie', 'a=1'],
      ] as [string, string][]),
      ...([
        ['cache-control', 'no-store'],
        ['content-type', 'text/plain'],
      ] as [string, string][]),
    ]
    const names = sent.map(([name]) => name).join(', ')
    for (const connection of [names, names.toUpperCase(), `close,${names}, transfer-encoding`]) {
      expect(kept([['connection', connection], ...sent])).toHaveLength(sent.length)
    }
  })

  it('gives no length to a 204, and leaves a 304 its own', () => {
    expect(kept([['content-length', '5']], 204)).toEqual([])
    expect(kept([['content-length', '5']], 304)).toEqual(['content-length: 5'])
  })

  it.each(Object.keys(withheldFields))('withholds %s', (name) => {
    expect(
      kept([
        [name, 'max-age=1; includeSubDomains'],
        ['x-own', 'b'],
      ]),
    ).toEqual(['x-own: b'])
  })

  it('keeps what speaks for its own host', () => {
    const own = ['content-security-policy', 'reporting-endpoints', 'service-worker-allowed']
    const sent = [...own, 'origin-agent-cluster', 'accept-ch', 'x-accel-buffering']
    expect(kept(sent.map((name) => [name, 'a']))).toHaveLength(sent.length)
  })
})

describe('a cookie', () => {
  const passes = (cookie: string) => kept([['set-cookie', cookie]]).length === 1

  it.each([
    ...['a=1', 'a=1; Path=/; HttpOnly', 'a=1; Domain=', 'a=1; Domain', 'a=1; domain =  ; Secure'],
    ...[
      `a=1; Domain=${host}`,
      `a=1;DOMAIN=.Thor.Polls.Localhost`,
      `a=1; domain\t=\t${host} ; Path=/`,
    ],
    ...['Domain=polls.localhost', 'a=Domain=polls.localhost', 'a=1; X-Domain=polls.localhost', ''],
    `a=1; Domain=${host}; Domain=.${host}`,
  ])('of its own host passes: %j', (cookie) => {
    expect(passes(cookie)).toBe(true)
  })

  it.each([
    ...[
      'a=1; Domain=polls.localhost',
      'a=1;domain=.polls.localhost',
      'a=1; DOMAIN = polls.localhost',
    ],
    ...[
      'a=1; Domain=localhost',
      'a=1; Domain=loki.polls.localhost',
      'a=1; Domain=..polls.localhost',
    ],
    ...[
      `a=1; Domain=x.${host}`,
      `a=1; Domain=${host}.`,
      'a=1; Domain=.',
      'a=1; Domain="polls.localhost"',
    ],
    ...[
      `a=1; Domain=${host}; Domain=polls.localhost`,
      `a=1; Domain=polls.localhost; Domain=${host}`,
    ],
    ...[
      'a=1; Domain=polls.localhost; Domain=',
      `a=1; Domain=polls.localhost; Domain=${'x'.repeat(2_000)}`,
    ],
    ...[
      `a="1; Domain=polls.localhost; "`,
      `; Domain=polls.localhost`,
      'a=1; Domain=polls.localhost=x',
    ],
    ...[
      `a=1; Domain=${host},polls.localhost`,
      'a=1; Domain=polls%2elocalhost',
      'a=1;\tDomain=POLLS.localhost',
    ],
  ])('of others is withheld: %j', (cookie) => {
    expect(passes(cookie)).toBe(false)
  })

  it('is judged alone: one that is withheld takes no other along', () => {
    const sent: [string, string][] = ['a=1', 'b=2; Domain=polls.localhost', 'c=3'].map((cookie) => [
      'set-cookie',
      cookie,
    ])
    expect(kept(sent)).toEqual(['set-cookie: a=1', 'set-cookie: c=3'])
  })

  /**
   * Finds the Domain of a cookie as a browser does: RFC 6265, 5.2 and 5.3, the last one that is not empty.
   */
  function domainOf(cookie: string): string | undefined {
    const domains = cookie
      .split(';')
      .slice(1)
      .flatMap((attribute) => {
        const at = attribute.indexOf('=')
        if (at === -1 || attribute.slice(0, at).trim().toLowerCase() !== 'domain') return []
        const value = attribute
          .slice(at + 1)
          .trim()
          .toLowerCase()
          .replace(/^\./, '')
        return value === '' ? [] : [value]
      })
    return domains.at(-1)
  }

  it('never passes with a Domain that a browser reads as another host', () => {
    const domain = fc.constantFrom(
      host,
      'polls.localhost',
      'localhost',
      '',
      `.${host}`,
      '.polls.localhost',
    )
    const blank = fc.constantFrom('', ' ', '\t', '  ')
    const named = fc
      .tuple(blank, fc.mixedCase(fc.constant('domain')), blank, blank, fc.mixedCase(domain), blank)
      .map(([a, name, b, c, value, d]) => `${a}${name}${b}=${c}${value}${d}`)
    const other = fc.constantFrom('Path=/', 'Secure', ' HttpOnly', '', 'Domain', '=x', 'Max-Age=1')
    const cookies = fc
      .array(fc.oneof(named, other), { maxLength: 5 })
      .map((all) => ['a=1', ...all].join(';'))
    fc.assert(
      fc.property(cookies, (cookie) => {
        if (passes(cookie)) expect([undefined, host]).toContain(domainOf(cookie))
        else expect(cookie.toLowerCase()).toContain('domain')
      }),
    )
  })
})
