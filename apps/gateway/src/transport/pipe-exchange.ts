import type { IncomingMessage, ServerResponse } from 'node:http'
import { placementHeader, stalePlacement } from '@mt/shared/assertion'
import type { Dispatcher } from 'undici'
import { responseHeaders } from './answer-headers.ts'
import type { HeaderList } from './exchange-ends.ts'
import type { OpenExchange } from './open-exchanges.ts'
import type { RequestBody } from './request-body.ts'

export interface PipedExchange {
  incoming: IncomingMessage
  outgoing: ServerResponse
  /** The headers for the upstream; the body's own headers are added here. */
  headers: HeaderList
  body: RequestBody | undefined
  dispatcher: Pick<Dispatcher, 'dispatch'>
  /** Lets a change of the tenant end the exchange. */
  open: OpenExchange
}

/** The outcome of an attempt: the answer began, or the client left before. */
export type Outcome = 'answered' | 'client left'

/** An attempt failed before the client got a byte. `sent` is whether the upstream may have got one. */
export class AttemptFailed extends Error {
  override name = 'AttemptFailed'
  readonly sent: boolean

  constructor(cause: Error, sent: boolean) {
    super(cause.message, { cause })
    this.sent = sent
  }
}

/** The upstream did nothing, because the tenant is not, or no longer, there. */
export class PlacementStale extends Error {
  override name = 'PlacementStale'
}

/**
 * Sends a request upstream and the answer back, both as streams, at the speed of the slower side. Resolves
 * when the answer's head is written; the rest follows. A client that leaves aborts the upstream; an
 * upstream that fails later cuts the client's connection, so that half an answer is never taken for a whole
 * one. Rejects before that: with AttemptFailed, or with PlacementStale once the upstream's answer, which is
 * not for the client, has ended.
 */
export function pipeExchange(exchange: PipedExchange): Promise<Outcome> {
  const { incoming, outgoing, open } = exchange
  const { promise, resolve, reject } = Promise.withResolvers<Outcome>()
  let controller: Dispatcher.DispatchController | undefined
  let isStale = false

  const onClientClose = () => {
    if (!outgoing.writableFinished) controller?.abort(new Error('the client left'))
    resolve('client left')
  }
  outgoing.once('close', onClientClose)

  exchange.dispatcher.dispatch(requestOptions(exchange), {
    onRequestStart(started) {
      controller = started
      open.controller = started
      if (outgoing.destroyed) started.abort(new Error('the client left'))
      else if (open.endedBy) started.abort(open.endedBy)
    },
    onResponseStart(_, status, headers) {
      if (status < 200) return
      isStale = headers[placementHeader] === stalePlacement
      if (isStale) return
      writeHead(outgoing, status, responseHeaders(headers, { status, host: open.entry.host }))
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

function requestOptions(exchange: PipedExchange): Dispatcher.DispatchOptions {
  const { incoming, headers, body } = exchange
  const options = { path: incoming.url as string, method: incoming.method as string }
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
