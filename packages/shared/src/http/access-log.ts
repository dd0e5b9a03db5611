import type { Context } from 'hono'
import { createMiddleware } from 'hono/factory'
import type { Logger } from '../logger.ts'

export interface AccessLogOptions {
  logger: Logger
  /** Told of each exchange and how long it took. */
  observe?: (context: Context, seconds: number) => void
  /** Requests that come so often and say so little that they are logged for debugging only. */
  isQuiet?: (path: string) => boolean
}

/** One line for each request when it has been answered; the request id ties it to the gateway's own line. */
export function accessLog({ logger, observe, isQuiet }: AccessLogOptions) {
  return createMiddleware(async function accessLog(c, next) {
    const begunMs = performance.now()
    await next()
    const tookMs = performance.now() - begunMs
    observe?.(c, tookMs / 1_000)
    const { method, path } = c.req
    const requestId = c.get('requestId') ?? c.req.header('x-request-id')
    const ms = Math.round(tookMs * 10) / 10
    const level = isQuiet?.(path) ? 'debug' : 'info'
    logger[level]({ method, path, status: c.res.status, ms, requestId }, 'request')
  })
}
