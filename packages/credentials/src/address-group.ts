import { isIPv4, isIPv6 } from 'node:net'

/** The prefixes under which IPv6 represents IPv4: mapped (RFC 4291), and translated by NAT64 (RFC 6052). */
const prefixesOfIPv4 = ['0:0:0:0:0:ffff', '64:ff9b:0:0:0:0']

/**
 * The group of an address, for counts by address: an IPv4 address in any spelling (`::ffff:192.0.2.1` is
 * `192.0.2.1`), or the whole /64 of an IPv6 address, because anybody who has one of its addresses has them
 * all. Any other text is its own group.
 */
export function addressGroup(address: string): string {
  const bare = address.replace(/%.*$/, '')
  if (isIPv4(bare)) return bare
  if (!isIPv6(bare)) return address
  const words = wordsOf(bare)
  return prefixesOfIPv4.includes(words.slice(0, 6).join(':'))
    ? words.slice(6).flatMap(bytesOf).join('.')
    : `${words.slice(0, 4).join(':')}::/64`
}

/** The eight numbers of an IPv6 address, each in its shortest spelling. */
function wordsOf(address: string): string[] {
  // A URL normalizes an address: hexadecimal words only, with the longest run of zeros left out.
  const [head = '', tail] = new URL(`http://[${address}]`).hostname.slice(1, -1).split('::')
  const before = head.split(':').filter(Boolean)
  const after = tail?.split(':').filter(Boolean) ?? []
  return [...before, ...Array(8 - before.length - after.length).fill('0'), ...after]
}

function bytesOf(word: string): number[] {
  const number = Number.parseInt(word, 16)
  return [number >> 8, number & 0xff]
}
