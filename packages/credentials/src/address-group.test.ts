import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { addressGroup } from './address-group.ts'

const word = fc.integer({ min: 0, max: 0xffff })
const words = fc.array(fc.oneof(word, fc.constant(0)), { minLength: 8, maxLength: 8 })

describe('addressGroup', () => {
  it.each([
    ['192.0.2.1', '192.0.2.1'],
    ['::ffff:192.0.2.1', '192.0.2.1'],
    ['::FFFF:C000:0201', '192.0.2.1'],
    ['0:0:0:0:0:ffff:c000:201', '192.0.2.1'],
    ['64:ff9b::192.0.2.1', '192.0.2.1'],
    ['2001:db8::1', '2001:db8:0:0::/64'],
    ['2001:0DB8:0000:0000:ffff:ffff:ffff:ffff', '2001:db8:0:0::/64'],
    ['2001:db8:0:1::1', '2001:db8:0:1::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
    ['::1', '0:0:0:0::/64'],
    ['::192.0.2.1', '0:0:0:0::/64'],
    ['unknown', 'unknown'],
    ['', ''],
  ])('reads %j as %s', (address, group) => {
    expect(addressGroup(address)).toBe(group)
  })

  it('recognizes an IPv6 address in every spelling', () => {
    fc.assert(
      fc.property(words, (numbers) => {
        const plain = numbers.map((number) => number.toString(16))
        const padded = plain.map((text) => text.padStart(4, '0').toUpperCase())
        const compressed = plain.join(':').replace(/(?:^|:)0(?::0)+(?:$|:)/, '::')
        const groups = [plain.join(':'), padded.join(':'), compressed].map(addressGroup)
        expect(new Set(groups).size).toBe(1)
      }),
    )
  })

  it('groups two IPv6 addresses if and only if they share a /64', () => {
    const prefix = fc.tuple(fc.integer({ min: 0x2000, max: 0x3fff }), word, word, word)
    const rest = fc.array(word, { minLength: 4, maxLength: 4 })
    const addressOf = (...numbers: number[]) => numbers.map((each) => each.toString(16)).join(':')
    fc.assert(
      fc.property(prefix, prefix, rest, rest, (network, other, host, another) => {
        const group = addressGroup(addressOf(...network, ...host))
        expect(addressGroup(addressOf(...network, ...another))).toBe(group)
        const isSame = network.join() === other.join()
        expect(addressGroup(addressOf(...other, ...host)) === group).toBe(isSame)
      }),
    )
  })

  it('recognizes an IPv4 address behind every prefix that IPv6 has for it', () => {
    fc.assert(
      fc.property(fc.ipV4(), (address) => {
        expect(addressGroup(`::ffff:${address}`)).toBe(address)
        expect(addressGroup(`64:ff9b::${address}`)).toBe(address)
      }),
    )
  })
})
