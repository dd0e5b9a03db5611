import { createMiddleware } from 'hono/factory'
import { type InternalCallers, requireAnyCall } from './require-internal-call.ts'

/**
 * Whoever has no right at this service learns nothing of it: neither which paths there are nor what a
 * well-formed call looks like. What a right is for, each route looks at itself.
 */
export function requireAnyRight(callers: InternalCallers) {
  return createMiddleware(async function requireAnyRight(c, next) {
    await requireAnyCall(c, callers)
    await next()
  })
}
