import { normalizeHost } from '@mt/shared/tenant'
import { createMiddleware } from 'hono/factory'
import type { GatewayEnv } from '../gateway-env.ts'
import { unknownHost } from '../problems.ts'
import type { RequestHead } from '../transport/exchange-ends.ts'

/** Reads the host of the request in the registry's spelling. Only the host decides whose request it is. */
export function identifyTenant() {
  return createMiddleware<GatewayEnv>(async function identifyTenant(c, next) {
    c.set('host', hostNamedBy(c.env.incoming))
    await next()
  })
}

/** The host of a request in the registry's spelling. Throws the Problem for an invalid one. */
function hostNamedBy({ headers }: Pick<RequestHead, 'headers'>): string {
  const host = normalizeHost(headers.host)
  if (host === undefined) throw unknownHost()
  return host
}
