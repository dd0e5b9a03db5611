import { BlockList, isIP } from 'node:net'

const privateNetworks = new BlockList()
privateNetworks.addSubnet('127.0.0.0', 8, 'ipv4')
privateNetworks.addSubnet('10.0.0.0', 8, 'ipv4')
privateNetworks.addSubnet('172.16.0.0', 12, 'ipv4')
privateNetworks.addSubnet('192.168.0.0', 16, 'ipv4')
privateNetworks.addAddress('::1', 'ipv6')
privateNetworks.addSubnet('fc00::', 7, 'ipv6')

/** A single label is a name of this machine or of a private network: public names have a dot. */
const privateName = /^[a-z0-9]([a-z0-9_-]*[a-z0-9])?$/i

/**
 * Whether an address is acceptable as a tenant's own upstream: plain HTTP to loopback or a private network,
 * without credentials. Link-local addresses, where clouds serve theirs, are not.
 */
export function isPrivateUrl(text: string): boolean {
  if (!URL.canParse(text)) return false
  const { protocol, hostname, username, password } = new URL(text)
  if (protocol !== 'http:' || username !== '' || password !== '') return false
  const host = hostname.replace(/^\[|\]$/g, '')
  const family = isIP(host)
  if (family === 0) return privateName.test(host)
  return privateNetworks.check(host, family === 6 ? 'ipv6' : 'ipv4')
}
