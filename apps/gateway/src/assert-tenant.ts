import { assertionHeader, type SignAssertion } from '@mt/shared/assertion'
import { createMiddleware } from 'hono/factory'
import type { GatewayEnv } from './gateway-env.ts'

/** Sets the one header that an upstream believes: whose request this is, signed for that upstream alone. */
export function assertTenant(signAssertion: SignAssertion) {
  return createMiddleware<GatewayEnv>(async function assertTenant(c, next) {
    const entry = c.get('entry')
    c.get('upstreamHeaders').push(assertionHeader, await signAssertion(entry, entry.upstream.name))
    await next()
  })
}
