import { problemHandler } from '@mt/shared/http/problem'
import { Hono } from 'hono'
import { admit } from './admit.ts'
import { answerOwnHosts } from './answer-own-hosts.ts'
import { assertTenant } from './assert-tenant.ts'
import { collectBody } from './collect-body.ts'
import type { GatewayContext } from './context.ts'
import { countUsage } from './count-usage.ts'
import { forward } from './forward.ts'
import type { GatewayEnv } from './gateway-env.ts'
import { identifyTenant } from './identify-tenant.ts'
import { logFailure } from './log-failure.ts'
import { rateLimit } from './rate-limit.ts'
import { redirect } from './redirect.ts'
import { resolveTenant } from './resolve-tenant.ts'
import { stripHeaders } from './strip-headers.ts'

/** The request path: each step decides one thing, and the last one hands the request to the tenant's service. */
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
