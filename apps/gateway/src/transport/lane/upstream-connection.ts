import { connect, type Socket } from 'node:net'
import { upstreamTimeout } from '../../problems.ts'
import { AttemptFailed, type Outcome, PlacementStale } from '../../upstreams/forwarder.ts'
import { type ChunkedBody, createChunkedBody } from './chunked-body.ts'
import type { LaneExchange } from './lane-exchange.ts'
import { type AnswerHead, parseAnswer } from './parse-answer.ts'
import { requestText } from './request-text.ts'

/** The owner of a connection, which gives it to one exchange after another. */
export interface ConnectionsOwner {
  readonly connectTimeoutMs: number
  readonly headersTimeoutMs: number
  /** The connection can be used again. */
  release(connection: UpstreamConnection): void
  /** The connection has ended. */
  forget(connection: UpstreamConnection): void
}

/** The exchange under way. */
interface Pending {
  exchange: LaneExchange
  resolve(outcome: Outcome): void
  reject(error: Error): void
}

const maxHeadBytes = 65_536
/** Up to this size, a complete answer is sent to the client in one piece with its head. */
const maxWholeBytes = 32_768

/** A server that does not state how long it keeps a connection keeps it for five seconds or more. */
const defaultKeepAliveMs = 4_000
/** How long before its end a connection is no longer used. */
const endsSoonMs = 1_000
/** Whether the head gives the length of the body. */
const isCounted = { none: true, length: true, chunks: false, close: false }

/**
 * One connection to an upstream, with one exchange at a time. Answers cannot mix: unexpected bytes, any
 * doubt about where an answer ends, an error, or a client that leaves end the connection. It is used again
 * only after an answer that was read to its last byte and not beyond.
 */
export class UpstreamConnection {
  readonly #socket: Socket
  readonly #owner: ConnectionsOwner
  #pending: Pending | undefined
  #head: AnswerHead | undefined
  /** The beginning of a head that is not complete. */
  #beginning: Buffer | undefined
  #bytesLeft = 0
  #chunks: ChunkedBody | undefined
  #isConnected = false
  #sinceMs = performance.now()
  #usableUntilMs = 0

  constructor(address: { host: string; port: number }, owner: ConnectionsOwner) {
    this.#owner = owner
    this.#socket = connect({ ...address, noDelay: true })
      .on('connect', () => this.#onConnect())
      .on('data', (chunk: Buffer) => this.#onData(chunk))
      .on('end', () => this.#onEnd())
      .on('error', (error) => this.#fail(error))
      .on('close', () => this.#fail(connectionEnded()))
  }

  /** Whether the server still keeps the connection, as far as the gateway can know. */
  isUsable(nowMs: number): boolean {
    return nowMs < this.#usableUntilMs && !this.#socket.destroyed
  }

  /** Sends a request, and the answer to its client; resolves and rejects as a forwarder does. */
  send(exchange: LaneExchange): Promise<Outcome> {
    return new Promise((resolve, reject) => {
      this.#pending = { exchange, resolve, reject }
      this.#sinceMs = performance.now()
      exchange.controller = this
      exchange.answer.source = this
      this.#socket.write(requestText(exchange), 'latin1')
    })
  }

  /** Ends the exchange under way with `reason`. */
  abort(reason: Error): void {
    this.#fail(reason)
  }

  pause(): void {
    this.#socket.pause()
  }

  resume(): void {
    this.#socket.resume()
  }

  destroy(): void {
    this.#fail(connectionEnded())
  }

  /** Ends what takes too long: connecting, the wait for an answer, or the wait for the next use. */
  checkTimes(nowMs: number): void {
    const { connectTimeoutMs, headersTimeoutMs } = this.#owner
    const waitedMs = nowMs - this.#sinceMs
    if (!this.#pending) {
      if (!this.isUsable(nowMs)) this.destroy()
    } else if (!this.#isConnected) {
      if (waitedMs > connectTimeoutMs) this.#fail(new Error('connecting took too long'))
    } else if (!this.#head && waitedMs > headersTimeoutMs) {
      this.#fail(upstreamTimeout(new Error('the answer did not begin in time')))
    }
  }

  #onConnect(): void {
    this.#isConnected = true
    this.#sinceMs = performance.now()
  }

  #onData(chunk: Buffer): void {
    if (!this.#pending) this.destroy()
    else if (this.#head) this.#takeBody(chunk)
    else this.#takeHead(this.#beginning ? Buffer.concat([this.#beginning, chunk]) : chunk)
  }

  #takeHead(bytes: Buffer): void {
    const text = bytes.toString('latin1', 0, Math.min(bytes.length, maxHeadBytes))
    const end = text.indexOf('\r\n\r\n') + 4
    this.#beginning = end === 3 ? bytes : undefined
    if (end > 3) this.#readHead(bytes, text, end)
    else if (bytes.length >= maxHeadBytes) this.#fail(new Error('the head is too large'))
  }

  #readHead(bytes: Buffer, text: string, end: number): void {
    const { request, entry } = (this.#pending as Pending).exchange
    const head = parseAnswer(text.slice(0, end), { method: request.method, host: entry.host })
    if (!head || head.status === 101) this.#fail(new Error('the answer is malformed'))
    else if (head.status >= 200) this.#begin(head, bytes, text, end)
    else if (bytes.length > end) this.#takeHead(bytes.subarray(end))
  }

  #begin(head: AnswerHead, bytes: Buffer, text: string, end: number): void {
    const { exchange, resolve } = this.#pending as Pending
    const { answer } = exchange
    this.#head = head
    this.#bytesLeft = head.framing === 'length' ? head.bytes : 0
    const isWhole = bytes.length === end + this.#bytesLeft && bytes.length <= maxWholeBytes
    if (isWhole && isCounted[head.framing] && !head.isStale) {
      this.#free(head, true)
      answer.sendWhole(head, text.slice(end))
      resolve('answered')
    } else {
      if (head.framing === 'chunks') this.#chunks = createChunkedBody()
      answer.cork()
      if (!head.isStale) answer.begin(head)
      if (!head.isStale) resolve('answered')
      this.#takeBody(bytes.subarray(end))
      answer.uncork()
    }
  }

  #takeBody(bytes: Buffer): void {
    if (!this.#pending) return
    const { framing } = this.#head as AnswerHead
    if (framing === 'none') this.#finish(bytes.length === 0)
    else if (framing === 'close') this.#pass(bytes)
    else if (framing === 'length') this.#takeCounted(bytes)
    else this.#takeChunks(bytes, this.#chunks as ChunkedBody)
  }

  #takeCounted(bytes: Buffer): void {
    this.#pass(bytes.length > this.#bytesLeft ? bytes.subarray(0, this.#bytesLeft) : bytes)
    this.#bytesLeft -= bytes.length
    if (this.#bytesLeft <= 0) this.#finish(this.#bytesLeft === 0)
  }

  #takeChunks(bytes: Buffer, chunks: ChunkedBody): void {
    this.#pass(chunks.read(bytes))
    if (chunks.state === 'broken') this.#fail(new Error('the chunks of the answer are broken'))
    else if (chunks.state === 'ended') this.#finish(chunks.used === bytes.length)
  }

  #pass(bytes: Buffer): void {
    if (bytes.length === 0 || this.#head?.isStale) return
    if (this.#pending && !this.#pending.exchange.answer.write(bytes)) this.pause()
  }

  /** The answer has ended; `isClean` if nothing came after it. */
  #finish(isClean: boolean): void {
    if (!this.#pending) return
    const { exchange, reject } = this.#pending
    const head = this.#head as AnswerHead
    this.#free(head, isClean)
    if (head.isStale) reject(new PlacementStale('the tenant is not at this upstream'))
    else exchange.answer.end(head.framing)
  }

  /** Separates the connection from its exchange. */
  #free(head: AnswerHead, isClean: boolean): void {
    detach((this.#pending as Pending).exchange)
    this.#pending = this.#head = this.#chunks = undefined
    // A part of the request that is not written yet would come before the next one.
    const isWritten = this.#socket.writableLength === 0
    if (isClean && isWritten && head.keepAlive) this.#keep(head)
    else this.destroy()
  }

  #keep({ keepAliveMs }: AnswerHead): void {
    if (this.#socket.isPaused()) this.#socket.resume()
    this.#usableUntilMs = usableUntilMs(performance.now(), keepAliveMs)
    this.#owner.release(this)
  }

  #onEnd(): void {
    if (this.#head?.framing === 'close') this.#finish(true)
    else this.#fail(connectionEnded())
  }

  #fail(reason: Error): void {
    const pending = this.#pending
    this.#pending = undefined
    this.#owner.forget(this)
    this.#socket.destroy()
    if (!pending) return
    const { answer } = pending.exchange
    detach(pending.exchange)
    if (answer.destroyed) pending.resolve('client left')
    else if (answer.headersSent) answer.destroy()
    else pending.reject(new AttemptFailed(reason, this.#isConnected))
  }
}

function detach(exchange: LaneExchange): void {
  exchange.controller = undefined
  exchange.answer.source = undefined
}

function connectionEnded(): Error {
  return Object.assign(new Error('the connection ended'), { code: 'ECONNRESET' })
}

/** Until when a connection that is free since `nowMs` can be used again. */
function usableUntilMs(nowMs: number, keepAliveMs: number | undefined): number {
  return nowMs + (keepAliveMs === undefined ? defaultKeepAliveMs : keepAliveMs - endsSoonMs)
}
