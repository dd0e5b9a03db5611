import { isIP } from 'node:net'
import { domainToASCII, domainToUnicode } from 'node:url'
import { normalizeHost } from '@mt/shared/tenant'
import { parse } from 'tldts'
import { maxHostLength } from './challenge.ts'
import { looksLatin, mixesScripts } from './is-look-alike.ts'

export interface OwnNames {
  /** The domain of the tenants' slugs. */
  baseDomain: string
  /** The hosts of the control plane. */
  hosts: readonly string[]
}

/** A host name in the registry's spelling, or why the name is refused. */
export type DomainName = { host: string } | { fault: string }

/** Names that mean something else than DNS says, so that no record can prove them. */
const reservedTlds: ReadonlySet<string> = new Set([
  'localhost',
  'local',
  'invalid',
  'onion',
  'arpa',
])

/**
 * Reads the name of a custom domain in any spelling. Names with letters of other scripts are returned in their
 * ASCII form. Refuses what no tenant may have: addresses, public suffixes, the platform's own names and names
 * that can be taken for others.
 */
export function readDomainName(own: OwnNames, name: string): DomainName {
  const spelled = refuseSpelling(name)
  if (spelled) return { fault: spelled }
  const ascii = domainToASCII(name)
  if (isAddress(name, ascii)) return { fault: 'must be a host name, not an address' }
  const host = normalizeHost(ascii)
  if (host === undefined || !host.includes('.')) return { fault: noName }
  const fault = refuseHost(own, host)
  return fault === undefined ? { host } : { fault }
}

const noName = 'must be a host name such as www.example.org'

/** The URL parser behind domainToASCII drops or decodes what is refused here. */
function refuseSpelling(name: string): string | undefined {
  if (name.includes('*')) return 'must not have a wildcard; add each host by its name'
  if (/^\[|:.*:/.test(name)) return 'must be a host name, not an address'
  if (/[^\p{L}\p{M}\p{N}.。．｡-]/u.test(name)) {
    return `${noName}, without a scheme, port or path`
  }
  return undefined
}

/** A name is an IPv4 address if its last label is a number, in any base (WHATWG, "ends in a number"). */
function isAddress(name: string, ascii: string): boolean {
  if (isIP(ascii) !== 0) return true
  const last =
    name
      .normalize('NFKC')
      .replace(/[.。]$/, '')
      .split(/[.。]/)
      .at(-1) ?? ''
  return /^(\d+|0x[\da-f]*)$/i.test(last)
}

function refuseHost(own: OwnNames, host: string): string | undefined {
  if (host.length > maxHostLength) {
    return `must have at most ${maxHostLength} characters in its ASCII form, so that its DNS record has a name`
  }
  return refuseOwn(own, host) ?? refuseSuffix(host) ?? refuseLookAlike(host)
}

function refuseOwn({ baseDomain, hosts }: OwnNames, host: string): string | undefined {
  if (isAtOrUnder(host, baseDomain)) {
    return `must not be under ${baseDomain}, whose hosts belong to slugs`
  }
  const taken = hosts.find((each) => isAtOrUnder(host, each))
  return taken === undefined
    ? undefined
    : `must not be at or under ${taken}, a host of the platform`
}

function isAtOrUnder(host: string, domain: string): boolean {
  return host === domain || host.endsWith(`.${domain}`)
}

function refuseSuffix(host: string): string | undefined {
  const { domain, publicSuffix } = parse(host, { allowPrivateDomains: true })
  const tld = host.slice(host.lastIndexOf('.') + 1)
  if (reservedTlds.has(tld)) return `must not be under .${tld}, which DNS does not serve`
  if (domain !== null) return undefined
  return `must not be a public suffix: anyone can register names under ${publicSuffix ?? host}`
}

function refuseLookAlike(host: string): string | undefined {
  const labels = domainToUnicode(host).split('.')
  const broken = labels.find((label) => label.startsWith('xn--'))
  if (broken !== undefined) return `must have valid punycode; ${broken} is not`
  const mixed = labels.find(mixesScripts)
  if (mixed !== undefined) return mistakable(`“${mixed}” mixes scripts`)
  // Under a top-level domain of another script, readers expect the letters of that script.
  const latin = /\.[a-z]+$/.test(host) ? labels.find(looksLatin) : undefined
  return latin === undefined ? undefined : mistakable(`“${latin}” looks like Latin letters`)
}

function mistakable(why: string): string {
  return `must not be mistakable for another name: ${why}`
}
