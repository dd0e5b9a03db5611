import { createMiddleware } from 'hono/factory'
import type { GatewayEnv } from '../gateway-env.ts'
import type { UsageCounter } from '../usage/usage-counter.ts'

/** Counts a request for its tenant, once it is certain to be served. */
export function countUsage(usage: Pick<UsageCounter, 'count'>) {
  return createMiddleware<GatewayEnv>(async function countUsage(c, next) {
    usage.count(c.get('entry').tenantId)
    await next()
  })
}
