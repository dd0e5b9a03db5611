import type { GatewayContext } from './context.ts'
import { admit } from './steps/admit.ts'
import { answerOwnHosts } from './steps/answer-own-hosts.ts'
import { assertTenant } from './steps/assert-tenant.ts'
import { collectBody } from './steps/collect-body.ts'
import { countUsage } from './steps/count-usage.ts'
import { forward } from './steps/forward.ts'
import { identifyTenant } from './steps/identify-tenant.ts'
import { rateLimit } from './steps/rate-limit.ts'
import { redirect } from './steps/redirect.ts'
import { resolveTenant } from './steps/resolve-tenant.ts'
import type { Step } from './steps/step.ts'
import { stripHeaders } from './steps/strip-headers.ts'
import type { Exchange } from './transport/exchange.ts'
import type { Transport } from './transport/transport.ts'

/**
 * The path of every request, by whichever transport it came: each step decides one thing, and the last one
 * forwards the request to the tenant's service. Requests on Node's server take the steps as middleware of a
 * Hono application, those of the lane take them one after the other.
 */
export function requestPath<E extends Exchange>(
  context: GatewayContext,
  transport: Transport<E>,
): Step<E>[] {
  return [
    identifyTenant,
    answerOwnHosts(context),
    resolveTenant(context.registry),
    redirect,
    admit(context.openExchanges),
    // Only Node's server has bodies that still arrive.
    collectBody(context, transport),
    rateLimit(context.limits),
    countUsage(context.usage),
    stripHeaders(context.config.service.trustedProxies),
    assertTenant(context.signAssertion),
    forward(context, transport),
  ]
}
