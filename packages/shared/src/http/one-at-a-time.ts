import { type Server, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'

/** What a client sends before it has its answer is read up to this size, and the rest of the chunk in hand. */
const maxAheadBytes = 65_536

/** Every head ends so, and every body in chunks. */
const end = '\r\n\r\n'

const inputKey = Symbol('input')
type ServedSocket = Socket & { parser?: object | null; [inputKey]?: ConnectionInput }

/**
 * Has `server` take the requests of each connection one at a time: the next one is not even parsed before
 * the answer to the one before it has ended. Node's own server begins pipelined requests all at once: an
 * answer that closes the connection then comes too late for those behind it, which are executed though
 * the client is told that they were not. The server must make its answers with AnswerInTurn.
 */
export function takeOneAtATime(server: Server): void {
  server.on('connection', (socket: ServedSocket) => {
    socket[inputKey] = new ConnectionInput(socket)
  })
}

/** An answer whose connection goes on to its next request when it has ended. */
export class AnswerInTurn extends ServerResponse {
  constructor(...given: ConstructorParameters<typeof ServerResponse>) {
    super(...given)
    const socket: ServedSocket = this.req.socket
    socket[inputKey]?.begin(this)
  }
}

/**
 * Stands between a connection and Node's parser, which gets no more at once than may end one head. Since
 * a request's head is parsed alone, how long its body is is known before anything of it is passed on, and
 * so is the first byte that is not its own any more.
 */
class ConnectionInput {
  readonly #socket: ServedSocket
  readonly #parse: (piece: Buffer) => void
  /** What the parser has not got yet. */
  #input: Buffer | undefined
  /** Of the request that was parsed last; undefined once it has come whole and its answer has ended. */
  #answer: ServerResponse | undefined
  #isAnswered = false
  /** What is still to come of a body whose length was declared. */
  #bodyBytes = 0
  /** As much of `end` as the parser has got last. */
  #begunEnd = ''
  /** Reading was stopped since too much has come ahead. */
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
    // Nothing is read any more of who was told that the connection ends.
    if (this.#socket.writableEnded) return
    this.#input = this.#input ? Buffer.concat([this.#input, chunk]) : chunk
    this.#feed()
  }

  /** The next request begins when all that ends with this one has ended. */
  #onAnswered = (): void => {
    this.#isAnswered = true
    if (this.#isHeld) this.#socket.resume()
    this.#isHeld = false
    if (this.#input) process.nextTick(this.#feed)
  }

  #feed = (): void => {
    while (this.#input && this.#mayGoOn()) {
      this.#parse(this.#nextPiece(this.#input))
      if (!this.#socket.parser) return void this.#leave()
    }
    this.#holdBack()
  }

  #mayGoOn(): boolean {
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

  /** Up to where `input` goes to the parser: the first end of a head or of chunks, which may have begun before. */
  #findEnd(input: Buffer): number {
    const rest = end.slice(this.#begunEnd.length)
    const isEnded = rest !== end && input.toString('latin1', 0, rest.length) === rest
    const at = isEnded ? 0 : input.indexOf(end)
    if (at === -1) {
      this.#begunEnd = begunEnd(this.#begunEnd + input.toString('latin1', input.length - 3))
      return input.length
    }
    this.#begunEnd = ''
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

  /** Node has let go of the connection: what comes now is for who has it (an upgrade). */
  #leave(): void {
    this.#socket.off('data', this.#onData).off('resume', this.#feed)
    if (this.#input && !this.#socket.destroyed) this.#socket.unshift(this.#input)
    this.#input = undefined
  }
}

/** How much of `end` a text ends with, when that is not all of it. */
function begunEnd(text: string): string {
  for (let length = end.length - 1; length > 0; length--) {
    if (text.endsWith(end.slice(0, length))) return end.slice(0, length)
  }
  return ''
}
