import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Dispatcher } from 'undici'
import { declaredBytes, hasBody, readBody } from './request-body.ts'
import { type HeaderList, responseHeaders } from './strip-headers.ts'

export interface PipedExchange {
  incoming: IncomingMessage
  outgoing: ServerResponse
  /** What goes upstream; the body's own headers are added here. */
  headers: HeaderList
  dispatcher: Pick<Dispatcher, 'dispatch'>
  maxBodyBytes: number
}

/** How an attempt ended: the answer began, or the client left before. */
export type Outcome = 'answered' | 'client left'

/** An attempt failed before the client got a byte. `sent` tells whether the upstream may have got one. */
export class AttemptFailed extends Error {
  override name = 'AttemptFailed'
  readonly sent: boolean

  constructor(cause: Error, sent: boolean) {
    super(cause.message, { cause })
    this.sent = sent
  }
}

/**
 * Sends a request upstream and the answer back, both as streams, neither faster than the slower side.
 * Resolves when the answer's head is written; the rest follows by itself. A client that leaves aborts
 * the upstream; an upstream that breaks off later cuts the client's connection, so that half an answer
 * is never taken for a whole one. Rejects with AttemptFailed before that.
 */
export function pipeExchange(exchange: PipedExchange): Promise<Outcome> {
  const { incoming, outgoing } = exchange
  const { promise, resolve, reject } = Promise.withResolvers<Outcome>()
  let controller: Dispatcher.DispatchController | undefined

  const onClientClose = () => {
    if (!outgoing.writableFinished) controller?.abort(new Error('the client left'))
    resolve('client left')
  }
  outgoing.once('close', onClientClose)

  exchange.dispatcher.dispatch(requestOptions(exchange), {
    onRequestStart(started) {
      controller = started
      if (outgoing.destroyed) started.abort(new Error('the client left'))
    },
    onResponseStart(_, status, headers) {
      if (status < 200) return
      writeHead(outgoing, status, responseHeaders(headers))
      outgoing.on('drain', () => controller?.resume())
      resolve('answered')
    },
    onResponseData(_, chunk) {
      if (!outgoing.write(chunk)) controller?.pause()
    },
    onResponseEnd() {
      outgoing.end()
    },
    onResponseError(_, error) {
      if (outgoing.headersSent) return void outgoing.destroy()
      outgoing.off('close', onClientClose)
      if (incoming.destroyed && !incoming.complete) resolve('client left')
      reject(new AttemptFailed(error, controller !== undefined))
    },
  })
  return promise
}

function requestOptions(exchange: PipedExchange): Dispatcher.DispatchOptions {
  const { incoming, outgoing, headers, maxBodyBytes } = exchange
  const options = { path: incoming.url as string, method: incoming.method as string }
  if (!hasBody(incoming.headers)) return { ...options, headers }
  const bytes = declaredBytes(incoming.headers)
  const framed = bytes > 0 ? [...headers, 'content-length', String(bytes)] : headers
  // undici takes any async iterable; its types name Readable only.
  const body = readBody(incoming, outgoing, maxBodyBytes) as unknown as string
  return { ...options, headers: framed, body }
}

/** A head whose body has no known length belongs to a stream, and does not wait for its first byte. */
function writeHead(
  outgoing: ServerResponse,
  status: number,
  headers: Record<string, string | string[]>,
): void {
  outgoing.writeHead(status, headers)
  if (headers['content-length'] === undefined) outgoing.flushHeaders()
}
