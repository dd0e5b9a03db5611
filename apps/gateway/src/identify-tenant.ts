import { normalizeHost } from '@mt/shared/tenant'
import { createMiddleware } from 'hono/factory'
import type { GatewayEnv } from './gateway-env.ts'
import { unknownHost } from './problems.ts'

/** Takes the host that the request names, in the registry's spelling: it alone says whose request this is. */
export function identifyTenant() {
  return createMiddleware<GatewayEnv>(async function identifyTenant(c, next) {
    const host = normalizeHost(c.env.incoming.headers.host)
    if (host === undefined) throw unknownHost()
    c.set('host', host)
    await next()
  })
}
