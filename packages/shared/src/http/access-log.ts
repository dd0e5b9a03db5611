import type { Context } from 'hono'
import { createMiddleware } from 'hono/factory'
import type { Logger } from '../logger.ts'

export interface AccessLogOptions {
  logger: Logger
  /** Called after each exchange with its duration. */
  observe?: (context: Context, seconds: number) => void
  /** Paths whose requests are so frequent and uninteresting that they are logged at debug level only. */
  isQuiet?: (path: string) => boolean
}

/** Logs one line for each answered request; the request id connects it to the gateway's line. */
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
