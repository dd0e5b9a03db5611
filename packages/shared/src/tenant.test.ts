import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { normalizeHost, reservedSlugs, slugSchema } from './tenant.ts'

describe('slugSchema', () => {
  it.each(['thor', 'a-b', 'a1b', 'abc--d', 'x'.repeat(40)])('accepts %s', (slug) => {
    expect(slugSchema.safeParse(slug).success).toBe(true)
  })

  it.each([
    'ab',
    'x'.repeat(41),
    '1abc',
    '-abc',
    'abc-',
    'Thor',
    'a_b',
    'ab--cd',
    'xn--80ak6aa92e',
    'a.b',
    'a b',
    "a'; drop table",
    '',
    ...reservedSlugs,
  ])('refuses %j', (slug) => {
    expect(slugSchema.safeParse(slug).success).toBe(false)
  })
})

describe('normalizeHost', () => {
  it.each([
    ['Thor.Polls.Localhost', 'thor.polls.localhost'],
    ['thor.polls.localhost:8080', 'thor.polls.localhost'],
    ['thor.polls.localhost.', 'thor.polls.localhost'],
    ['THOR.polls.localhost.:80', 'thor.polls.localhost'],
  ])('reads %s as %s', (header, host) => {
    expect(normalizeHost(header)).toBe(host)
  })

  it.each([
    undefined,
    '',
    '.',
    '..',
    'a..b',
    '-a.b',
    'a-.b',
    'a b',
    'a/b',
    'a@b',
    '[::1]',
    'a:b',
    'a:',
    'a.b:123456',
    'ä.b',
    'a\u0000b',
    'x'.repeat(254),
  ])('finds no host in %j', (header) => {
    expect(normalizeHost(header)).toBeUndefined()
  })

  it('is settled after one time', () => {
    fc.assert(
      fc.property(fc.domain(), fc.constantFrom('', '.', ':80', '.:443'), (domain, tail) => {
        const once = normalizeHost(domain + tail)
        expect(normalizeHost(once)).toBe(once)
      }),
    )
  })
})
