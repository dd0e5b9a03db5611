import type { IncomingMessage, ServerResponse } from 'node:http'
import { newId } from '@mt/shared/ids'
import type { Logger } from '@mt/shared/logger'
import type { GatewayMetrics } from './metrics.ts'

/** One request and its answer, as the access log and the counters see it. */
export interface Exchange {
  /** Made here, never taken from outside: who reads a log can trust it. */
  readonly requestId: string
  /** The tenant's slug, once it is known. */
  tenant?: string
}

export interface Observer {
  accessLog: Logger
  metrics: GatewayMetrics
}

/**
 * Names a request and counts and logs it when its answer has ended, one line each. The line holds no
 * query and no header: secrets travel there.
 */
export function observeExchange(
  { accessLog, metrics }: Observer,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
): Exchange {
  const exchange: Exchange = { requestId: newId() }
  const beganMs = performance.now()
  outgoing.setHeader('x-request-id', exchange.requestId)
  outgoing.once('close', () => {
    const aborted = !outgoing.writableFinished
    const { statusCode } = outgoing
    metrics.requests.labels(aborted ? 'aborted' : `${Math.floor(statusCode / 100)}xx`).inc()
    accessLog.info(
      {
        method: incoming.method,
        host: incoming.headers.host,
        tenant: exchange.tenant,
        path: incoming.url?.split('?', 1)[0],
        status: statusCode,
        ms: Math.round((performance.now() - beganMs) * 10) / 10,
        requestId: exchange.requestId,
        ...(aborted ? { aborted } : {}),
      },
      'request',
    )
  })
  return exchange
}
