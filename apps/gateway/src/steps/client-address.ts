import { BlockList, isIP, type Socket } from 'node:net'
import { z } from 'zod'
import type { RequestHead } from '../transport/exchange.ts'

/** The client of a request, as far as the gateway can vouch for it. */
export interface Client {
  address: string
  protocol: 'http' | 'https'
}

/** The proxies in front of the gateway that are trusted about the client; undefined for none. */
export type TrustedProxies = BlockList | undefined

/** Chains of proxies are short; the rest of a longer header is a client's invention. */
const maxHops = 16

/** Addresses and networks (`10.0.0.0/8`), separated by commas, for an environment schema. */
export function trustedProxies() {
  return z
    .string()
    .optional()
    .transform((text, context): TrustedProxies => {
      if (text === undefined) return undefined
      const list = new BlockList()
      if (text.split(',').every((part) => addNetwork(list, part.trim()))) return list
      context.addIssue({ code: 'custom', message: 'must look like 10.0.0.0/8,192.0.2.1' })
      return z.NEVER
    })
}

function addNetwork(list: BlockList, text: string): boolean {
  const [address = '', bits, ...more] = text.split('/')
  const family = isIP(address)
  const width = family === 4 ? 32 : 128
  if (family === 0 || address.includes('%') || more.length > 0) return false
  if (bits !== undefined && !(/^\d{1,3}$/.test(bits) && Number(bits) <= width)) return false
  list.addSubnet(address, Number(bits ?? width), family === 4 ? 'ipv4' : 'ipv6')
  return true
}

/**
 * The client of a request: the peer of the connection or, if that is a trusted proxy, the last address in
 * X-Forwarded-For that is not trusted. Each trusted proxy vouches only for the peer before it, so what a
 * client writes there itself is never believed. X-Forwarded-Proto counts only from a trusted proxy.
 */
export function clientOf(
  { socket, headers }: Pick<RequestHead, 'socket' | 'headers'>,
  trusted: TrustedProxies,
): Client {
  const peer = addressOf(socket)
  const protocol = 'encrypted' in socket ? 'https' : 'http'
  if (!trusted || !isTrusted(trusted, peer)) return { address: peer, protocol }
  const forwarded = String(headers['x-forwarded-proto'] ?? '').split(',')
  const said = forwarded.at(-1)?.trim().toLowerCase()
  return {
    address: lastUntrusted(peer, String(headers['x-forwarded-for'] ?? ''), trusted),
    protocol: said === 'https' || said === 'http' ? said : protocol,
  }
}

/** As plain IPv4 where a dual-stack socket maps it into IPv6, and without a zone. */
function addressOf({ remoteAddress = '' }: Socket): string {
  if (!remoteAddress.includes(':')) return remoteAddress
  return toAddress(remoteAddress.replace(/%.*$/, '')) ?? ''
}

/**
 * Also ends at the first value that is not an address: the proxy that wrote it is not trusted any further.
 */
function lastUntrusted(peer: string, forwardedFor: string, trusted: BlockList): string {
  let client = peer
  for (const hop of forwardedFor.split(',').slice(-maxHops).reverse()) {
    const address = toAddress(hop.trim())
    if (address === undefined) break
    client = address
    if (!isTrusted(trusted, address)) break
  }
  return client
}

function isTrusted(trusted: BlockList, address: string): boolean {
  const family = isIP(address)
  return family !== 0 && trusted.check(address, family === 4 ? 'ipv4' : 'ipv6')
}

/** Normalizes an address: some proxies add a port, or write IPv4 as IPv6. */
function toAddress(text: string): string | undefined {
  const bare = text
    .replace(/^(\d+\.\d+\.\d+\.\d+):\d{1,5}$/, '$1')
    .replace(/^\[(.+)\](?::\d{1,5})?$/, '$1')
    .replace(/^::ffff:(\d+\.\d+\.\d+\.\d+)$/i, '$1')
  return isIP(bare) !== 0 && !bare.includes('%') ? bare : undefined
}
