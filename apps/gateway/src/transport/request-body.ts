import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http'
import { bodyTooLarge } from '../problems.ts'

/** The body of a request on its way upstream. */
export interface RequestBody {
  /** The length that the request declares; 0 for a chunked body. */
  readonly bytes: number
  /** Whether it can be read again, from its beginning. */
  readonly canRepeat: boolean
  read(): AsyncGenerator<Buffer>
}

/** A body up to this size is kept until the exchange ends, so that it can be sent again. */
const maxKeptBytes = 65_536

/** Whether a request has a body: its framing says so, its method does not. */
function hasBody(headers: IncomingHttpHeaders): boolean {
  return headers['transfer-encoding'] !== undefined || declaredBytes(headers) > 0
}

/** The length that a request declares; 0 for none, or for a chunked body. */
export function declaredBytes(headers: IncomingHttpHeaders): number {
  return Number(headers['content-length'] ?? 0)
}

/** The body of a request, undefined where it has none. What is read beyond `maxBodyBytes` throws a Problem. */
export function openBody(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  maxBodyBytes: number,
): RequestBody | undefined {
  if (!hasBody(incoming.headers)) return undefined
  const bytes = declaredBytes(incoming.headers)
  const canRepeat = bytes > 0 && bytes <= maxKeptBytes
  const readOnce = () => readBody(incoming, outgoing, maxBodyBytes)
  return { bytes, canRepeat, read: canRepeat ? keepWhatIsRead(readOnce()) : readOnce }
}

/**
 * The body as it comes, no faster than it is taken. A client that waits for `100 Continue` is told to
 * go on only now, when somebody wants the body. Throws a Problem beyond `maxBodyBytes`. Ending early
 * leaves the request as it is, so that it can still be answered.
 */
async function* readBody(
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

/**
 * Readers of one source, each from its beginning. Chunks are passed on as they come. With the first
 * reader the source is read to its end, whether or not that reader stays.
 */
function keepWhatIsRead(source: AsyncGenerator<Buffer>): () => AsyncGenerator<Buffer> {
  const kept: Buffer[] = []
  let pulling: Promise<boolean> | undefined
  let isDrained = false

  async function pull(): Promise<boolean> {
    const { done, value } = await source.next()
    if (!done) kept.push(value)
    pulling = undefined
    return !done
  }

  const more = () => {
    pulling ??= pull()
    return pulling
  }

  async function drainOnce(): Promise<void> {
    if (isDrained) return
    isDrained = true
    while (await more());
  }

  return async function* read() {
    drainOnce().catch(leaveToReaders)
    for (let i = 0; ; i++) {
      while (kept[i] === undefined) if (!(await more())) return
      yield kept[i] as Buffer
    }
  }
}

/** A source that fails keeps its failed pull, on which every reader fails too. */
function leaveToReaders(): void {}
