import type { IncomingMessage, ServerResponse } from 'node:http'
import type { WriteLine } from '@mt/shared/logger'
import type { GatewayMetrics } from '../metrics.ts'
import { Exchange } from './exchange.ts'
import type { NodeExchange } from './node-exchange.ts'

export interface Observer {
  /** Writes a line of the access log. */
  logAccess: WriteLine
  metrics: GatewayMetrics
}

/** Begins the exchange of a request of Node's server, and counts and logs it when its answer has ended. */
export function observeExchange(
  observer: Observer,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
): NodeExchange {
  const exchange: NodeExchange = new Exchange(incoming, outgoing)
  outgoing.setHeader('x-request-id', exchange.requestId)
  outgoing.once('close', () => {
    const { statusCode: status, writableFinished } = outgoing
    recordExchange(observer, exchange, { status, aborted: !writableFinished })
  })
  return exchange
}

/** How an exchange ended. */
export interface Ending {
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
  { request, requestId, tenant, beganMs }: Exchange,
  { status, aborted }: Ending,
): void {
  metrics.requests.labels(aborted ? 'aborted' : `${Math.floor(status / 100)}xx`).inc()
  logAccess({
    method: request.method,
    host: request.headers.host,
    tenant,
    path: request.url?.split('?', 1)[0],
    status,
    ms: Math.round((performance.now() - beganMs) * 10) / 10,
    requestId,
    aborted: aborted || undefined,
  })
}
