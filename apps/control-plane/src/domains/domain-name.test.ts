import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { maxHostLength } from './challenge.ts'
import { readDomainName } from './domain-name.ts'

const own = { baseDomain: 'polls.example.net', hosts: ['localhost', '[::1]', 'ops.example.com'] }
const read = (name: string) => readDomainName(own, name)

describe('readDomainName', () => {
  it.each([
    ['www.example.org', 'www.example.org'],
    ['example.org', 'example.org'],
    ['WWW.Example.ORG.', 'www.example.org'],
    ['thor.github.io', 'thor.github.io'],
    ['bücher.example', 'xn--bcher-kva.example'],
    ['BÜCHER.example', 'xn--bcher-kva.example'],
    ['xn--bcher-kva.example', 'xn--bcher-kva.example'],
    ['例え。テスト.jp', 'xn--r8jz45g.xn--zckzah.jp'],
    ['пример.рф', 'xn--e1afmkfd.xn--p1ai'],
    ['сахар.рф', 'xn--80aa2cbv.xn--p1ai'],
    ['παράδειγμα.gr', 'xn--hxajbheg2az3al.gr'],
    ['notpolls.example.net', 'notpolls.example.net'],
    ['example.net', 'example.net'],
    ['polls.example.net.example.org', 'polls.example.net.example.org'],
    ['1.example.org', '1.example.org'],
  ])('reads %s as %s', (name, host) => {
    expect(read(name)).toEqual({ host })
  })

  it.each([
    ['', /host name such as/],
    ['thor', /host name such as/],
    ['a..example.org', /host name such as/],
    ['a_b.example.org', /without a scheme/],
    ['https://example.org', /without a scheme/],
    ['example.org:8080', /without a scheme/],
    ['example.org/path', /without a scheme/],
    ['exa\u00admple.org', /without a scheme/],
    ['exa\u200dmple.org', /without a scheme/],
    ['*.example.org', /wildcard/],
    ['com', /host name such as/],
    ['co.uk', /public suffix: anyone can register names under co\.uk/],
    ['github.io', /public suffix/],
    ['GitHub.IO.', /public suffix/],
    ['polls.example.net', /belong to slugs/],
    ['thor.polls.example.net', /belong to slugs/],
    ['ops.example.com', /a host of the platform/],
    ['x.ops.example.com', /a host of the platform/],
    ['tenant.localhost', /a host of the platform/],
    ['printer.local', /which DNS does not serve/],
    ['127.0.0.1', /not an address/],
    ['127.1', /not an address/],
    ['0x7f.1', /not an address/],
    ['2130706433', /not an address/],
    ['0177.0.0.1', /not an address/],
    ['１２７.0.0.1', /not an address/],
    ['127.0.0.1.', /not an address/],
    ['[::1]', /not an address/],
    ['::ffff:127.0.0.1', /not an address/],
    ['example.1', /not an address/],
    ['pаypal.com', /mistakable/],
    ['xn--pypal-4ve.com', /mistakable/],
    ['аррӏе.com', /mistakable/],
    ['xn--80ak6aa92e.com', /mistakable/],
    ['сахар.com', /looks like Latin letters/],
    ['ρολλ-x.example.org', /mistakable/],
    ['xn--a.org', /valid punycode/],
    [`${'a'.repeat(60)}.${'b'.repeat(60)}.${'c'.repeat(60)}.${'d'.repeat(50)}.org`, /at most/],
  ])('refuses %s', (name, fault) => {
    expect(read(name)).toEqual({ fault: expect.stringMatching(fault) })
  })

  it('accepts no spelling of an IPv4 address', () => {
    fc.assert(fc.property(spelledIPv4, (name) => void expect(read(name)).toHaveProperty('fault')))
  })

  it('accepts no spelling of an IPv6 address', () => {
    const bracketed = fc
      .tuple(fc.ipV6(), fc.boolean())
      .map(([text, is]) => (is ? `[${text}]` : text))
    fc.assert(fc.property(bracketed, (name) => void expect(read(name)).toHaveProperty('fault')))
  })

  it('accepts no spelling of a name of the platform', () => {
    const names = fc.constantFrom('polls.example.net', 'ops.example.com', 'localhost')
    const under = fc.tuple(fc.option(fc.constantFrom('thor', 'a.b', 'bücher')), names)
    const spelled = under
      .map(([label, name]) => (label === null ? name : `${label}.${name}`))
      .chain(spellingsOf)
    fc.assert(fc.property(spelled, (name) => void expect(read(name)).toHaveProperty('fault')))
  })

  it('reads what it returns as the same host', () => {
    fc.assert(
      fc.property(fc.domain(), (domain) => {
        const once = read(domain)
        if (!('host' in once)) return
        expect(once.host.length).toBeLessThanOrEqual(maxHostLength)
        expect(read(once.host)).toEqual(once)
      }),
    )
  })
})

/** Other code points for an ASCII character that IDNA maps back to it. */
function variants(character: string): string[] {
  const code = character.charCodeAt(0)
  if (character === '.') return ['.', '。', '．', '｡']
  const fullwidth = String.fromCharCode(code + 0xfee0)
  return [character, character.toUpperCase(), fullwidth]
}

function spellingsOf(name: string): fc.Arbitrary<string> {
  const characters = [...name].map((each) =>
    /[a-z0-9.]/.test(each) ? fc.constantFrom(...variants(each)) : fc.constant(each),
  )
  return fc
    .tuple(fc.tuple(...characters), fc.constantFrom('', '.', '。'))
    .map(([parts, end]) => parts.join('') + end)
}

const inBase = (value: number) =>
  fc.constantFrom(
    String(value),
    `0x${value.toString(16)}`,
    `0X0${value.toString(16)}`,
    `0${value.toString(8)}`,
  )

/** An address of one to four parts, of which the last fills the rest, each in its own base. */
const spelledIPv4 = fc
  .tuple(fc.array(fc.nat(255), { maxLength: 3 }), fc.nat(0xffffffff))
  .chain(([parts, rest]) => {
    const last = rest % 256 ** (4 - parts.length)
    return fc.tuple(...[...parts, last].map(inBase)).map((texts) => texts.join('.'))
  })
  .chain(spellingsOf)
