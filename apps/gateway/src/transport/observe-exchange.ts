import type { IncomingMessage, ServerResponse } from 'node:http'
import type { WriteLine } from '@mt/shared/logger'
import type { GatewayMetrics } from '../metrics.ts'
import type { RequestHead } from './exchange-ends.ts'
import { newRequestId } from './request-id.ts'

/** One request and its answer, for the access log and the metrics. */
export interface Exchange {
  /** Made here and never taken from outside, so that it can be trusted in a log. */
  readonly requestId: string
  readonly beganMs: number
  /** The tenant's slug, once it is known. */
  tenant?: string
}

export interface Observer {
  /** Writes a line of the access log. */
  logAccess: WriteLine
  metrics: GatewayMetrics
}

/** Gives each request its id, and counts and logs it when its answer has ended. */
export function observeExchange(
  observer: Observer,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
): Exchange {
  const exchange = beginExchange()
  outgoing.setHeader('x-request-id', exchange.requestId)
  outgoing.once('close', () => {
    const { statusCode: status, writableFinished } = outgoing
    recordExchange(observer, exchange, { head: incoming, status, aborted: !writableFinished })
  })
  return exchange
}

/** A request that has just arrived. */
export function beginExchange(): Exchange {
  return { requestId: newRequestId(), beganMs: performance.now() }
}

/** How an exchange ended. */
export interface Ending {
  head: Pick<RequestHead, 'method' | 'url' | 'headers'>
  status: number
  /** Whether the client did not get a complete answer. */
  aborted: boolean
}

/**
 * Counts an exchange and logs it, one line each. The line contains no query and no header, because they may
 * hold secrets.
 */
export function recordExchange(
  { logAccess, metrics }: Observer,
  { requestId, tenant, beganMs }: Exchange,
  { head, status, aborted }: Ending,
): void {
  metrics.requests.labels(aborted ? 'aborted' : `${Math.floor(status / 100)}xx`).inc()
  logAccess({
    method: head.method,
    host: head.headers.host,
    tenant,
    path: head.url?.split('?', 1)[0],
    status,
    ms: Math.round((performance.now() - beganMs) * 10) / 10,
    requestId,
    aborted: aborted || undefined,
  })
}
