import { STATUS_CODES } from 'node:http'
import type { Socket } from 'node:net'
import { Problem, problemBody, problemHeaders } from '@mt/shared/http/problem'
import type { Answer } from '../exchange-ends.ts'
import type { Exchange } from '../observe-exchange.ts'
import { httpDate } from './http-date.ts'
import type { AnswerHead, Framing } from './parse-answer.ts'
import type { LaneRequest } from './parse-request.ts'

/** What the connection of a client is told by the answer that is being written to it. */
export interface AnswerOwner {
  readonly socket: Socket
  /** Whether the gateway wants no further request on the connection. */
  readonly isClosing: boolean
  /** The whole answer is written. */
  answered(answer: LaneAnswer): void
  /** There is no answer: the request is not for the lane after all. */
  returnRequest(answer: LaneAnswer): void
}

/** Who writes the answer, and can be told to write no faster, or no more. */
export interface AnswerSource {
  resume(): void
  abort(reason: Error): void
}

/** The answer to one request of the lane. */
export class LaneAnswer implements Answer {
  readonly request: LaneRequest
  readonly exchange: Exchange
  headersSent = false
  destroyed = false
  status = 0
  /** The upstream's connection, while it writes the answer. */
  upstream: AnswerSource | undefined
  /** Nothing follows on the connection. */
  isLast: boolean
  readonly #owner: AnswerOwner
  #fields: Record<string, string> | undefined
  #onClose: (() => void)[] | undefined

  constructor(request: LaneRequest, exchange: Exchange, owner: AnswerOwner) {
    this.request = request
    this.exchange = exchange
    this.#owner = owner
    this.isLast = !request.keepAlive
  }

  setHeader(name: string, value: string): void {
    this.#fields ??= {}
    this.#fields[name] = value
  }

  once(_event: 'close', listener: () => void): void {
    this.#onClose ??= []
    this.#onClose.push(listener)
  }

  destroy(): void {
    this.destroyed = true
    this.#owner.socket.destroy()
  }

  /** The request is not for the lane. */
  handBack(): void {
    this.#owner.returnRequest(this)
  }

  /** An upstream's answer that is there as a whole; of the body one character for each byte. */
  sendWhole(head: AnswerHead, body: string): void {
    this.#owner.socket.write(this.#headOf(head) + body, 'latin1')
    this.#finish()
  }

  /** The head of an upstream's answer whose body follows. */
  begin(head: AnswerHead): void {
    this.#owner.socket.write(this.#headOf(head), 'latin1')
  }

  /** Some of the body; false where the client does not take it so fast. */
  write(bytes: Buffer): boolean {
    return this.#owner.socket.write(bytes)
  }

  /** The end of the body; chunks end with one of size 0, and without trailers. */
  end(framing: Framing): void {
    if (framing === 'chunks') this.#owner.socket.write('0\r\n\r\n', 'latin1')
    this.#finish()
  }

  cork(): void {
    this.#owner.socket.cork()
  }

  uncork(): void {
    this.#owner.socket.uncork()
  }

  /** Says why there is no other answer. What has begun to be answered is cut instead. */
  refuse(reason: unknown): void {
    if (this.headersSent) this.destroy()
    if (this.destroyed) return
    const known = reason instanceof Problem
    const problem = known ? reason : new Problem(500, 'internal_error', 'Internal error')
    const body = Buffer.from(JSON.stringify(problemBody(problem))).toString('latin1')
    const length = ['content-length', String(body.length)]
    const headers = [...Object.entries(problemHeaders(problem)).flat(), ...length]
    const { status } = problem
    const text = this.#headOf({ status, headers, framing: 'length' })
    const isHead = this.request.method === 'HEAD'
    this.#owner.socket.write(isHead ? text : text + body, 'latin1')
    this.#finish()
  }

  /** The exchange has ended, one way or another: tells who asked for that. */
  closed(): void {
    const listeners = this.#onClose
    this.#onClose = undefined
    if (listeners) for (const listener of listeners) listener()
  }

  #headOf({
    status,
    headers,
    framing,
  }: Pick<AnswerHead, 'status' | 'headers' | 'framing'>): string {
    this.headersSent = true
    this.status = status
    if (framing === 'close' || this.#owner.isClosing) this.isLast = true
    let text = `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? 'Unknown'}\r\n`
    let hasDate = false
    for (let i = 0; i < headers.length; i += 2) {
      if (headers[i] === 'date') hasDate = true
      text += `${headers[i]}: ${headers[i + 1]}\r\n`
    }
    if (!hasDate) text += `date: ${httpDate()}\r\n`
    if (framing === 'chunks') text += 'transfer-encoding: chunked\r\n'
    if (this.#fields) text += fieldLines(this.#fields)
    if (this.isLast) text += 'connection: close\r\n'
    return `${text}x-request-id: ${this.exchange.requestId}\r\n\r\n`
  }

  /** Answered is what has left for the client, not what waits for a slow one. */
  #finish(): void {
    const { socket } = this.#owner
    if (socket.writableLength === 0) this.#owner.answered(this)
    else socket.write('', 'latin1', () => this.#owner.answered(this))
  }
}

function fieldLines(fields: Record<string, string>): string {
  return Object.entries(fields)
    .map(([name, value]) => `${name}: ${value}\r\n`)
    .join('')
}
