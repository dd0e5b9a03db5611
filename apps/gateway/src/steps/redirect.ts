import { createMiddleware } from 'hono/factory'
import type { GatewayEnv } from '../gateway-env.ts'

/**
 * Redirects requests for a tenant's former host to the same path on the present one: 308, which keeps method
 * and body. A deleted tenant has no present host.
 */
export function redirect() {
  return createMiddleware<GatewayEnv>(async function redirect(c, next) {
    const { redirectTo, status } = c.get('entry')
    if (!redirectTo || status === 'deleted') return next()
    const { url, headers } = c.env.incoming
    const port = /:\d{1,5}$/.exec(headers.host ?? '')?.[0] ?? ''
    // Without a scheme the client keeps its own, which a proxy in front of the gateway may have terminated.
    return c.redirect(`//${redirectTo}${port}${url}`, 308)
  })
}
