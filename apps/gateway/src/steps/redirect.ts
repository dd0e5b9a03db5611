import { createMiddleware } from 'hono/factory'
import type { GatewayEnv } from '../gateway-env.ts'

/**
 * Sends who asks for a tenant's former host to the same path on the present one: 308, so that method and
 * body go along. A deleted tenant has no host to be sent to.
 */
export function redirect() {
  return createMiddleware<GatewayEnv>(async function redirect(c, next) {
    const { redirectTo, status } = c.get('entry')
    if (!redirectTo || status === 'deleted') return next()
    const { url, headers } = c.env.incoming
    const port = /:\d{1,5}$/.exec(headers.host ?? '')?.[0] ?? ''
    // Without a scheme it keeps the client's own, which a proxy before the gateway may have ended.
    return c.redirect(`//${redirectTo}${port}${url}`, 308)
  })
}
