import { type Assertion, assertionHeader, type VerifyAssertion } from '@mt/shared/assertion'
import { Problem } from '@mt/shared/http/problem'
import { TokenRefused } from '@mt/shared/signed-token'
import { createMiddleware } from 'hono/factory'

/** What every route of the tenant API can rely on. */
export interface TenantEnv {
  /** The tenant that the gateway vouched for. */
  Variables: { tenant: Assertion }
}

/**
 * The service's half of the first wall: answers 401 to a request that the gateway did not vouch for, or not
 * to this service.
 */
export function requireTenant(verifyAssertion: VerifyAssertion) {
  return createMiddleware<TenantEnv>(async function requireTenant(c, next) {
    try {
      c.set('tenant', await verifyAssertion(c.req.header(assertionHeader)))
    } catch (error) {
      if (error instanceof TokenRefused) throw refused(error)
      throw error
    }
    await next()
  })
}

function refused(error: TokenRefused): Problem {
  return new Problem(401, 'assertion_refused', 'Authentication required', {
    detail: 'requests come through the gateway',
    headers: { 'www-authenticate': 'Bearer' },
    cause: error,
  })
}
