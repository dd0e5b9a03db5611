import type { Socket } from 'node:net'
import { Exchange } from '../exchange.ts'
import type { Ending } from '../observe-exchange.ts'
import { newRequestId } from '../request-id.ts'
import { LaneAnswer } from './lane-answer.ts'
import type { LaneExchange } from './lane-exchange.ts'
import { type LaneRequest, type ParseLimits, parseRequest } from './parse-request.ts'

/** The lane, as a client's connection uses it. */
export interface ClientOwner {
  readonly limits: ParseLimits
  readonly isStopping: boolean
  /** Serves a request of the lane. */
  serve(exchange: LaneExchange): void
  /** Hands a connection over to Node's server, with all input that is not answered yet. */
  handOver(socket: Socket, input: string): void
  record(exchange: LaneExchange, ending: Ending): void
  forget(connection: ClientConnection): void
}

/** How much a client may send before it has its answer. */
const maxAheadBytes = 65_536

/**
 * One client's connection while the lane understands its input; otherwise the connection is handed over for
 * good.
 */
export class ClientConnection {
  readonly socket: Socket
  readonly #owner: ClientOwner
  /** The input that no request has consumed yet, one character for each byte. */
  #input = ''
  #exchange: LaneExchange | undefined
  #isTaking = false
  /** When the present wait began. */
  sinceMs = performance.now()

  constructor(socket: Socket, owner: ClientOwner) {
    this.socket = socket
    this.#owner = owner
    socket.setNoDelay(true)
    socket.on('data', this.#onData).on('drain', this.#onDrain).on('end', this.#onEnd)
    socket.on('error', this.#onError).on('close', this.#onClose)
  }

  /** Whether nothing has arrived yet. */
  isNew = true

  /** Whether a request has begun to arrive and is not complete. */
  isWaiting = false

  /** Whether nothing is under way. */
  get isIdle(): boolean {
    return !this.#exchange && this.#input === ''
  }

  get isClosing(): boolean {
    return this.#owner.isStopping
  }

  handOver(): void {
    const input = this.#input
    this.#input = ''
    this.#detach()
    this.#owner.forget(this)
    this.#owner.handOver(this.socket, input)
  }

  answered(answer: LaneAnswer): void {
    const exchange = this.#exchange
    if (answer !== exchange?.answer) return
    this.#record(exchange, false)
    this.#exchange = undefined
    this.sinceMs = performance.now()
    if (answer.isLast) return void this.socket.end(() => this.socket.destroy())
    if (this.socket.isPaused()) this.socket.resume()
    if (this.#input !== '') this.#takeRequests()
  }

  #onData = (chunk: Buffer): void => {
    const text = chunk.toString('latin1')
    this.#input = this.#input === '' ? text : this.#input + text
    if (!this.#exchange) this.#takeRequests()
    else if (this.#input.length > maxAheadBytes) this.socket.pause()
  }

  /** One after the other. A loop, because a refused request is answered before `serve` returns. */
  #takeRequests(): void {
    if (this.#isTaking) return
    this.#isTaking = true
    while (!this.#exchange && this.#input !== '' && !this.socket.writableEnded) {
      const request = parseRequest(this.#input, this.socket, this.#owner.limits)
      if (request === 'more') this.#wait()
      if (request === 'other') this.handOver()
      if (typeof request === 'string') break
      this.#take(request)
    }
    this.#isTaking = false
  }

  #take(request: LaneRequest): void {
    const { length } = request.text
    this.isNew = this.isWaiting = false
    const requestId = newRequestId()
    const answer = new LaneAnswer(request, requestId, this)
    const exchange: LaneExchange = new Exchange(request, answer, requestId)
    this.#input = length === this.#input.length ? '' : this.#input.slice(length)
    this.#exchange = exchange
    this.#owner.serve(exchange)
  }

  /** Measured from the first piece of a request on, however many more arrive. */
  #wait(): void {
    if (!this.isWaiting) this.sinceMs = performance.now()
    this.isWaiting = true
  }

  #onDrain = (): void => this.#exchange?.answer.source?.resume()

  /** As with Node's own server, a client that has ended its side gets no further answer. */
  #onEnd = (): void => void this.socket.destroy()

  #onError = (): void => {}

  #onClose = (): void => {
    this.#owner.forget(this)
    const exchange = this.#exchange
    if (!exchange) return
    this.#exchange = undefined
    exchange.answer.destroyed = true
    exchange.answer.source?.abort(new Error('the client left'))
    this.#record(exchange, true)
  }

  #record(exchange: LaneExchange, aborted: boolean): void {
    const { answer } = exchange
    answer.closed()
    this.#owner.record(exchange, { status: answer.status, aborted })
  }

  #detach(): void {
    const { socket } = this
    socket.off('data', this.#onData).off('drain', this.#onDrain).off('end', this.#onEnd)
    socket.off('error', this.#onError).off('close', this.#onClose)
  }
}
