import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http'
import { bodyTooLarge } from '../problems.ts'

/** A body that is complete before any of its request is forwarded, so that it can be sent again. */
export interface CollectedBody {
  isWhole: true
  bytes: Buffer
}

/** A larger body, which is forwarded once, as it arrives. */
export interface StreamedBody {
  isWhole: false
  /** The declared length of the body; 0 for a chunked one. */
  declaredBytes: number
  read(): AsyncGenerator<Buffer>
}

export type RequestBody = CollectedBody | StreamedBody

export interface BodyReading {
  maxBodyBytes: number
  /** Called before bytes are kept. If it throws, the reading ends with that error. */
  keep(bytes: number): void
}

/** The size up to which bodies are collected. */
const maxCollectedBytes = 65_536
/** The memory that a request with a body takes besides it. */
export const requestBytes = 8_192
/** After this many pieces a body is joined, because each piece takes more than its bytes. */
const maxPieces = 64

/** Whether a request has a body, by its framing and not by its method. */
export function hasBody(headers: IncomingHttpHeaders): boolean {
  return headers['transfer-encoding'] !== undefined || declaredBytes(headers) > 0
}

/** The declared length of a body; 0 for none, and for a chunked one. */
export function declaredBytes(headers: IncomingHttpHeaders): number {
  return Number(headers['content-length'] ?? 0)
}

/**
 * Reads the body of a request. Resolves when it is complete; at once if it is declared too large for that;
 * and with its first part if it is chunked and turns out too large. Undefined for chunks without content.
 * Rejects with a Problem beyond `maxBodyBytes`, with any error if the client leaves.
 */
export async function openBody(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  { maxBodyBytes, keep }: BodyReading,
): Promise<RequestBody | undefined> {
  const declared = declaredBytes(incoming.headers)
  const chunks = readChunks(incoming, outgoing, maxBodyBytes)
  if (declared > maxCollectedBytes) {
    return { isWhole: false, declaredBytes: declared, read: () => chunks }
  }
  keep(requestBytes)
  let kept: Buffer[] = []
  let bytes = 0
  while (bytes <= maxCollectedBytes) {
    const { done, value } = await chunks.next()
    if (done) return bytes === 0 ? undefined : { isWhole: true, bytes: Buffer.concat(kept) }
    keep(value.length)
    if (kept.push(value) === maxPieces) kept = [Buffer.concat(kept)]
    bytes += value.length
  }
  return { isWhole: false, declaredBytes: 0, read: () => joined(kept, chunks) }
}

async function* joined(first: Buffer[], rest: AsyncGenerator<Buffer>): AsyncGenerator<Buffer> {
  yield* first
  yield* rest
}

/**
 * The body as it arrives, no faster than it is read. A client that waits for `100 Continue` gets it only
 * now that the body is wanted. Ending early leaves the request intact, so that it can still be answered.
 */
async function* readChunks(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  maxBodyBytes: number,
): AsyncGenerator<Buffer> {
  if (waitsToContinue(incoming)) outgoing.writeContinue()
  let bytes = 0
  for await (const chunk of incoming.iterator({ destroyOnReturn: false })) {
    bytes += chunk.length
    if (bytes > maxBodyBytes) throw bodyTooLarge(maxBodyBytes)
    yield chunk
  }
}

/** HTTP/1.0 has no interim responses (RFC 9110, 10.1.1). */
function waitsToContinue({ headers, httpVersionMinor }: IncomingMessage): boolean {
  return headers.expect !== undefined && httpVersionMinor > 0
}
