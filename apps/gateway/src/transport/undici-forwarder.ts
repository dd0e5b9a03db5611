import type { ServerResponse } from 'node:http'
import { assertionHeader, placementHeader, stalePlacement } from '@mt/shared/assertion'
import { type Dispatcher, Pool } from 'undici'
import type { Config } from '../config.ts'
import {
  AttemptFailed,
  type Forwarder,
  type Outcome,
  PlacementStale,
} from '../upstreams/forwarder.ts'
import { responseHeaders } from './answer-headers.ts'
import type { NodeExchange } from './node-exchange.ts'

/** Forwards the exchanges of Node's server by a pool of undici. */
export function createUndiciForwarder(
  { origin }: URL,
  config: Config['upstream'],
): Forwarder<NodeExchange> {
  const pool = new Pool(origin, {
    connections: config.maxConnections,
    pipelining: 1,
    headersTimeout: config.headersTimeoutMs,
    // A stream may be silent for any time.
    bodyTimeout: 0,
    connect: { timeout: config.connectTimeoutMs },
  })
  return { forward: (exchange) => pipeExchange(exchange, pool), close: () => pool.destroy() }
}

function pipeExchange(exchange: NodeExchange, dispatcher: Pick<Dispatcher, 'dispatch'>) {
  const { request: incoming, answer: outgoing } = exchange
  const { promise, resolve, reject } = Promise.withResolvers<Outcome>()
  let controller: Dispatcher.DispatchController | undefined
  let isStale = false

  const onClientClose = () => {
    if (!outgoing.writableFinished) controller?.abort(new Error('the client left'))
    resolve('client left')
  }
  outgoing.once('close', onClientClose)

  dispatcher.dispatch(requestOptions(exchange), {
    onRequestStart(started) {
      controller = started
      exchange.controller = started
      if (outgoing.destroyed) started.abort(new Error('the client left'))
      else if (exchange.endedBy) started.abort(exchange.endedBy)
    },
    onResponseStart(_, status, headers) {
      if (status < 200) return
      isStale = headers[placementHeader] === stalePlacement
      if (isStale) return
      writeHead(outgoing, status, responseHeaders(headers, { status, host: exchange.entry.host }))
      if (hasNoBody(status)) outgoing.end()
      outgoing.on('drain', () => controller?.resume())
      resolve('answered')
    },
    onResponseData(_, chunk) {
      if (!isStale && !outgoing.write(chunk)) controller?.pause()
    },
    onResponseEnd() {
      if (!isStale) return void outgoing.end()
      outgoing.off('close', onClientClose)
      reject(new PlacementStale('the tenant is not at this upstream'))
    },
    onResponseError(_, error) {
      if (outgoing.writableEnded) return
      if (outgoing.headersSent) return void outgoing.destroy()
      outgoing.off('close', onClientClose)
      if (incoming.destroyed && !incoming.complete) resolve('client left')
      reject(new AttemptFailed(error, controller !== undefined))
    },
  })
  return promise
}

function requestOptions({
  request,
  headers: sent,
  assertion,
  body,
}: NodeExchange): Dispatcher.DispatchOptions {
  const headers = [...sent, assertionHeader, assertion]
  const options = { path: request.url as string, method: request.method as string }
  if (!body) return { ...options, headers }
  const bytes = body.isWhole ? body.bytes.length : body.declaredBytes
  const framed = bytes > 0 ? [...headers, 'content-length', String(bytes)] : headers
  // undici accepts any async iterable; its types allow only Readable.
  const content = body.isWhole ? body.bytes : (body.read() as unknown as string)
  return { ...options, headers: framed, body: content }
}

/**
 * These answers end with their head, whatever length they declare (RFC 9112, 6.3). undici waits for the
 * bytes of a 304's Content-Length, and fails if they do not come.
 */
function hasNoBody(status: number): boolean {
  return status === 204 || status === 304
}

/** A head without a known length belongs to a stream, and is sent before its first byte. */
function writeHead(
  outgoing: ServerResponse,
  status: number,
  headers: Record<string, string | string[]>,
): void {
  outgoing.writeHead(status, headers)
  if (headers['content-length'] === undefined) outgoing.flushHeaders()
}
