import type { IncomingMessage } from 'node:http'
import type { Problem } from '@mt/shared/http/problem'
import { normalizeHost } from '@mt/shared/tenant'
import { badRequest, unknownHost } from './problems.ts'

/**
 * Refuses what no step of the chain shall see: a target that is not a path, a request that names no
 * host or several, a host that cannot be one. Undefined for what may pass. Node itself refuses
 * content-length together with transfer-encoding, and closes the connection of a CONNECT.
 */
export function screenRequest({ url, headers, rawHeaders }: IncomingMessage): Problem | undefined {
  if (!url?.startsWith('/')) return badRequest('The request target must start with "/".')
  if (countHosts(rawHeaders) !== 1) return badRequest('A request names exactly one host.')
  if (normalizeHost(headers.host) === undefined) return unknownHost()
  return undefined
}

function countHosts(rawHeaders: readonly string[]): number {
  let hosts = 0
  for (let i = 0; i < rawHeaders.length; i += 2) {
    const name = rawHeaders[i]
    if (name?.length === 4 && name.toLowerCase() === 'host') hosts += 1
  }
  return hosts
}
