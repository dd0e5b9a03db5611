import { problemHandler } from '@mt/shared/http/problem'
import { Hono } from 'hono'
import type { GatewayContext } from './context.ts'
import type { GatewayEnv } from './gateway-env.ts'
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
import { stripHeaders } from './steps/strip-headers.ts'
import { logFailure } from './transport/log-failure.ts'

/**
 * The request path: each step decides one thing, and the last one forwards the request to the tenant's
 * service.
 */
export function createApp(context: GatewayContext): Hono<GatewayEnv> {
  return new Hono<GatewayEnv>()
    .use(stripHeaders(context.config.service.trustedProxies))
    .use(identifyTenant())
    .use(answerOwnHosts(context))
    .use(resolveTenant(context.registry))
    .use(redirect())
    .use(admit(context.openExchanges))
    .use(collectBody(context))
    .use(rateLimit(context.limits))
    .use(countUsage(context.usage))
    .use(assertTenant(context.signAssertion))
    .all('*', forward(context))
    .onError(problemHandler((error) => logFailure(context, error)))
}
