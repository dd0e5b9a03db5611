import type { Logger } from '@mt/shared/logger'
import { createMiddleware } from 'hono/factory'
import { routePath } from 'hono/route'
import type { Metrics } from '../metrics.ts'
import type { AppEnv } from './router.ts'

/** Logs and measures each request when it has been answered. */
export function accessLog(logger: Logger, metrics: Metrics) {
  return createMiddleware<AppEnv>(async function log(c, next) {
    const begunMs = performance.now()
    await next()
    const ms = performance.now() - begunMs
    const { method, path } = c.req
    const { status } = c.res
    metrics.requestSeconds.observe({ method, route: routePath(c, -1), status }, ms / 1_000)
    logger.info(
      { requestId: c.get('requestId'), method, path, status, ms: Math.round(ms) },
      'request',
    )
  })
}
