import { placementHeader } from '@mt/shared/assertion'
import { hopByHop, namedByConnection } from './connection-options.ts'
import type { HeaderList } from './exchange.ts'
import { isOwnCookie, isTenantHeader, withheldFields } from './withheld-fields.ts'

/** The properties of an answer besides its fields. */
export interface Answered {
  status: number
  /** The tenant's host, in the registry's spelling. */
  host: string
}

const dropped: ReadonlySet<string> = new Set([
  ...hopByHop,
  ...['server', 'x-powered-by', 'x-request-id', placementHeader],
  ...Object.keys(withheldFields),
])

/** The fields of an upstream's answer that may go to the client. */
export function responseHeaders(
  headers: Record<string, string | string[] | undefined>,
  { status, host }: Answered,
): Record<string, string | string[]> {
  const named = namedByConnection([headers.connection ?? []].flat())
  const kept: Record<string, string | string[]> = {}
  for (const name of Object.keys(headers)) {
    const value = headers[name]
    if (value === undefined || isDropped(name, status) || named?.has(name)) continue
    kept[name] = name === 'set-cookie' ? ownCookies([value].flat(), host) : value
  }
  return kept
}

/** The same for a list of lower-case names and values, with the values of its `Connection` fields. */
export function keptResponseHeaders(
  headers: HeaderList,
  connection: string | undefined,
  { status, host }: Answered,
): HeaderList {
  const named = namedByConnection(connection === undefined ? [] : [connection])
  const kept: HeaderList = []
  for (let i = 0; i < headers.length; i += 2) {
    const name = headers[i] as string
    const value = headers[i + 1] as string
    if (isDropped(name, status) || named?.has(name)) continue
    if (name === 'set-cookie' && !isOwnCookie(value, host)) continue
    kept.push(name, value)
  }
  return kept
}

function ownCookies(cookies: string[], host: string): string[] {
  return cookies.filter((cookie) => isOwnCookie(cookie, host))
}

/** A 204 has no length (RFC 9110, 8.6), whatever an upstream sends. */
function isDropped(name: string, status: number): boolean {
  return (
    dropped.has(name) ||
    name.startsWith('proxy-') ||
    isTenantHeader(name) ||
    (status === 204 && name === 'content-length')
  )
}
