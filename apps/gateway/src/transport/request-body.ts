import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http'
import { bodyTooLarge } from '../problems.ts'

/** A body that came whole before anything of its request is sent on, so that it can be sent again. */
export interface CollectedBody {
  isWhole: true
  bytes: Buffer
}

/** A body that is larger: it goes upstream as it comes, once. */
export interface StreamedBody {
  isWhole: false
  /** The length that the request declares; 0 for a chunked body. */
  declaredBytes: number
  read(): AsyncGenerator<Buffer>
}

export type RequestBody = CollectedBody | StreamedBody

export interface BodyReading {
  incoming: IncomingMessage
  outgoing: ServerResponse
  maxBodyBytes: number
  /** Told of what is kept, before it is. What it throws ends the reading. */
  keep(bytes: number): void
}

/** A body up to this size is collected. */
const maxCollectedBytes = 65_536
/** What a request takes of memory besides its body. */
const requestBytes = 8_192
/** Pieces of a body are joined when so many have come: each takes more than its bytes. */
const maxPieces = 64

/** Whether a request has a body: its framing says so, its method does not. */
export function hasBody(headers: IncomingHttpHeaders): boolean {
  return headers['transfer-encoding'] !== undefined || declaredBytes(headers) > 0
}

/** The length that a request declares; 0 for none, or for a chunked body. */
export function declaredBytes(headers: IncomingHttpHeaders): number {
  return Number(headers['content-length'] ?? 0)
}

/**
 * The body of a request that has one: resolves when it has come whole, at once where it is declared too
 * large for that, and with the first part of chunks that turn out so. Undefined for chunks without
 * content. Rejects with a Problem beyond `maxBodyBytes`, with any error when the client leaves.
 */
export async function openBody(reading: BodyReading): Promise<RequestBody | undefined> {
  const declared = declaredBytes(reading.incoming.headers)
  const chunks = readChunks(reading)
  if (declared > maxCollectedBytes) {
    return { isWhole: false, declaredBytes: declared, read: () => chunks }
  }
  reading.keep(requestBytes)
  let kept: Buffer[] = []
  let bytes = 0
  while (bytes <= maxCollectedBytes) {
    const { done, value } = await chunks.next()
    if (done) return bytes === 0 ? undefined : { isWhole: true, bytes: Buffer.concat(kept) }
    reading.keep(value.length)
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
 * The body as it comes, no faster than it is taken. A client that waits for `100 Continue` is told to
 * go on only now, when somebody wants the body. Ending early leaves the request as it is, so that it can
 * still be answered.
 */
async function* readChunks(reading: BodyReading): AsyncGenerator<Buffer> {
  const { incoming, outgoing, maxBodyBytes } = reading
  if (waitsToContinue(incoming)) outgoing.writeContinue()
  let bytes = 0
  for await (const chunk of incoming.iterator({ destroyOnReturn: false })) {
    bytes += chunk.length
    if (bytes > maxBodyBytes) throw bodyTooLarge(maxBodyBytes)
    yield chunk
  }
}

/** HTTP/1.0 knows no answers in between (RFC 9110, 10.1.1). */
function waitsToContinue({ headers, httpVersionMinor }: IncomingMessage): boolean {
  return headers.expect !== undefined && httpVersionMinor > 0
}
