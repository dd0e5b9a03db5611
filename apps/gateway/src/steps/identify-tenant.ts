import { normalizeHost } from '@mt/shared/tenant'
import { unknownHost } from '../problems.ts'
import type { Exchange } from '../transport/exchange.ts'

/** Reads the host of the request in the registry's spelling. Only the host decides whose request it is. */
export function identifyTenant(exchange: Exchange): undefined {
  const host = normalizeHost(exchange.request.headers.host)
  if (host === undefined) throw unknownHost()
  exchange.host = host
}
