import { type Server, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'

/** How much a client may send before it has its answer, besides the rest of the chunk in hand. */
const maxAheadBytes = 65_536

/** The end of every head, and of every chunked body. */
const end = '\r\n\r\n'

const inputKey = Symbol('input')
type ServedSocket = Socket & { parser?: object | null; [inputKey]?: ConnectionInput }

/**
 * Makes `server` handle the requests of each connection one at a time: the next one is not even parsed
 * before the answer to the previous one has ended. Node's own server starts pipelined requests all at once:
 * an answer that closes the connection then comes too late for those behind it, which are executed although
 * the client learns that they were not. The server must create its responses as SequentialResponse.
 */
export function takeOneAtATime(server: Server): void {
  server.on('connection', (socket: ServedSocket) => {
    socket[inputKey] = new ConnectionInput(socket)
  })
}

/** A response after which its connection continues with the next request. */
export class SequentialResponse extends ServerResponse {
  constructor(...given: ConstructorParameters<typeof ServerResponse>) {
    super(...given)
    const socket: ServedSocket = this.req.socket
    socket[inputKey]?.begin(this)
  }
}

/**
 * Feeds the bytes of a connection to Node's parser in pieces, each of which ends at most one head. Since a
 * head is parsed alone, the length of its body is known before any of it is passed on, and so is the first
 * byte behind the body.
 */
class ConnectionInput {
  readonly #socket: ServedSocket
  readonly #parse: (piece: Buffer) => void
  /** Bytes that the parser has not received yet. */
  #input: Buffer | undefined
  /**
   * The response to the request that was parsed last; undefined once that request is complete and answered.
   */
  #answer: ServerResponse | undefined
  #isAnswered = false
  /** The remaining bytes of a body with a declared length. */
  #bodyBytes = 0
  /** The part of `end` with which the parser's last piece ended. */
  #partialEnd = ''
  /** Whether reading is paused because too much was sent ahead. */
  #isHeld = false

  constructor(socket: ServedSocket) {
    this.#socket = socket
    const [parse] = socket.listeners('data')
    this.#parse = parse as (piece: Buffer) => void
    socket.on('data', this.#onData).on('resume', this.#feed)
    socket.off('data', this.#parse)
  }

  begin(answer: ServerResponse): void {
    const { headers } = answer.req
    const isCounted = headers['transfer-encoding'] === undefined
    this.#bodyBytes = isCounted ? Number(headers['content-length'] ?? 0) : 0
    this.#answer = answer
    this.#isAnswered = false
    answer.on('close', this.#onAnswered)
  }

  #onData = (chunk: Buffer): void => {
    // The client was told that the connection ends, so nothing more is read from it.
    if (this.#socket.writableEnded) return
    this.#input = this.#input ? Buffer.concat([this.#input, chunk]) : chunk
    this.#feed()
  }

  /** The next request begins when everything of this one has ended. */
  #onAnswered = (): void => {
    this.#isAnswered = true
    if (this.#isHeld) this.#socket.resume()
    this.#isHeld = false
    if (this.#input) process.nextTick(this.#feed)
  }

  #feed = (): void => {
    while (this.#input && this.#mayContinue()) {
      this.#parse(this.#nextPiece(this.#input))
      if (!this.#socket.parser) return void this.#leave()
    }
    this.#holdBack()
  }

  #mayContinue(): boolean {
    const { destroyed, writableEnded } = this.#socket
    if (destroyed || writableEnded || this.#socket.isPaused()) return false
    if (this.#isAnswered && this.#answer?.req.complete) this.#answer = undefined
    return !this.#answer?.req.complete
  }

  #nextPiece(input: Buffer): Buffer {
    const size = this.#bodyBytes > 0 ? this.#takeBody(input.length) : this.#findEnd(input)
    this.#input = size === input.length ? undefined : input.subarray(size)
    return size === input.length ? input : input.subarray(0, size)
  }

  #takeBody(available: number): number {
    const size = Math.min(this.#bodyBytes, available)
    this.#bodyBytes -= size
    return size
  }

  /**
   * The number of bytes for the parser: up to the first end of a head or of chunks, which may have begun in
   * the previous piece.
   */
  #findEnd(input: Buffer): number {
    const rest = end.slice(this.#partialEnd.length)
    const isEnded = rest !== end && input.toString('latin1', 0, rest.length) === rest
    const at = isEnded ? 0 : input.indexOf(end)
    if (at === -1) {
      this.#partialEnd = partialEnd(this.#partialEnd + input.toString('latin1', input.length - 3))
      return input.length
    }
    this.#partialEnd = ''
    return at + (isEnded ? rest.length : end.length)
  }

  #holdBack(): void {
    const { destroyed, writableEnded } = this.#socket
    if (destroyed || writableEnded) this.#input = undefined
    const isTooMuch = this.#input !== undefined && this.#input.length > maxAheadBytes
    if (!isTooMuch || this.#socket.isPaused()) return
    this.#isHeld = true
    this.#socket.pause()
  }

  /** Node has released the connection: what comes now is for its new owner (an upgrade). */
  #leave(): void {
    this.#socket.off('data', this.#onData).off('resume', this.#feed)
    if (this.#input && !this.#socket.destroyed) this.#socket.unshift(this.#input)
    this.#input = undefined
  }
}

/** The part of `end` with which a text ends, if that is not all of it. */
function partialEnd(text: string): string {
  for (let length = end.length - 1; length > 0; length--) {
    if (text.endsWith(end.slice(0, length))) return end.slice(0, length)
  }
  return ''
}
