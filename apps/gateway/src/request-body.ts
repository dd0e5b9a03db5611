import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http'
import { bodyTooLarge } from './problems.ts'

/** Whether a request has a body: its framing says so, its method does not. */
export function hasBody(headers: IncomingHttpHeaders): boolean {
  return headers['transfer-encoding'] !== undefined || declaredBytes(headers) > 0
}

/** The length that a request declares; 0 for none, or for a chunked body. */
export function declaredBytes(headers: IncomingHttpHeaders): number {
  return Number(headers['content-length'] ?? 0)
}

/**
 * The body as it comes, no faster than it is taken. A client that waits for `100 Continue` is told to
 * go on only now, when somebody wants the body. Throws a Problem beyond `maxBodyBytes`. Ending early
 * leaves the request as it is, so that it can still be answered.
 */
export async function* readBody(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  maxBodyBytes: number,
): AsyncGenerator<Buffer> {
  if (incoming.headers.expect !== undefined) outgoing.writeContinue()
  let bytes = 0
  for await (const chunk of incoming.iterator({ destroyOnReturn: false })) {
    bytes += chunk.length
    if (bytes > maxBodyBytes) throw bodyTooLarge(maxBodyBytes)
    yield chunk
  }
}
