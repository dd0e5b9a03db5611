import type { IncomingMessage } from 'node:http'
import type { Problem } from '@mt/shared/http/problem'
import { normalizeHost } from '@mt/shared/tenant'
import { badRequest, unknownHost, versionNotSupported } from '../problems.ts'

/**
 * Refuses requests that no step may see: a target that is not a path, no host or several, or an impossible
 * host. Returns undefined for a request that may pass. Node itself refuses content-length together with
 * transfer-encoding, and closes the connection of a CONNECT.
 */
export function screenRequest(incoming: IncomingMessage): Problem | undefined {
  const { url, headers, rawHeaders } = incoming
  // Node's parser also accepts 0.9 and 2.0, and reads them as 1.1.
  if (incoming.httpVersionMajor !== 1) return versionNotSupported()
  if (!url?.startsWith('/')) return badRequest('The request target must start with "/".')
  if (countHosts(rawHeaders) !== 1) return badRequest('A request must name exactly one host.')
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
