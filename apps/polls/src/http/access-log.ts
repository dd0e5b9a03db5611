import type { Logger } from '@mt/shared/logger'
import { createMiddleware } from 'hono/factory'

/** One line for each request; the gateway's request id ties it to the gateway's own line. */
export function accessLog(logger: Logger) {
  return createMiddleware(async function accessLog(c, next) {
    const startedAt = performance.now()
    await next()
    const ms = Math.round((performance.now() - startedAt) * 10) / 10
    const { method, path } = c.req
    logger.info(
      { method, path, status: c.res.status, ms, requestId: c.req.header('x-request-id') },
      'request',
    )
  })
}
