import { STATUS_CODES } from 'node:http'
import type { Socket } from 'node:net'
import { Problem, problemAnswer } from '@mt/shared/http/problem'
import type { Answer, HeaderList } from '../exchange.ts'
import { httpDate } from './http-date.ts'
import type { AnswerHead, Framing } from './parse-answer.ts'
import type { LaneRequest } from './parse-request.ts'

/** The client's connection, as the answer that is written to it uses it. */
export interface AnswerOwner {
  readonly socket: Socket
  /** Whether the gateway accepts no further request on the connection. */
  readonly isClosing: boolean
  /** Called when the whole answer is written. */
  answered(answer: LaneAnswer): void
}

/** The writer of the answer, which can be resumed or aborted. */
export interface AnswerSource {
  resume(): void
  abort(reason: Error): void
}

/** The answer to one request of the lane. */
export class LaneAnswer implements Answer {
  readonly #request: LaneRequest
  readonly #requestId: string
  headersSent = false
  destroyed = false
  status = 0
  /** The connection to the service, while the answer comes from there. */
  source: AnswerSource | undefined
  /** Whether nothing follows on the connection. */
  isLast: boolean
  readonly #owner: AnswerOwner
  #fields: Record<string, string> | undefined
  #onClose: (() => void)[] | undefined

  constructor(request: LaneRequest, requestId: string, owner: AnswerOwner) {
    this.#request = request
    this.#requestId = requestId
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

  /** Sends a complete answer of an upstream; the body has one character for each byte. */
  sendWhole(head: AnswerHead, body: string): void {
    this.#owner.socket.write(this.#headOf(head) + body, 'latin1')
    this.#finish()
  }

  /** Sends the head of an upstream's answer whose body follows. */
  begin(head: AnswerHead): void {
    this.#owner.socket.write(this.#headOf(head), 'latin1')
  }

  /** Sends some of the body; returns false if the client does not read fast enough. */
  write(bytes: Buffer): boolean {
    return this.#owner.socket.write(bytes)
  }

  /** Ends the body; chunks end with one of size 0, and without trailers. */
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

  /** Answers with the problem. If an answer has begun, the connection is cut instead. */
  refuse(reason: unknown): void {
    if (this.headersSent) this.destroy()
    if (this.destroyed) return
    const known = reason instanceof Problem
    const problem = known ? reason : new Problem(500, 'internal_error', 'Internal error')
    const { method, rawHeaders } = this.#request
    const { status, headers, body } = problemAnswer(problem, {
      method,
      accept: firstValueOf(rawHeaders, 'accept'),
    })
    this.#sendOwn(status, Object.entries(headers).flat(), Buffer.from(body))
  }

  /** Answers with what a step has decided. */
  async respond(response: Response): Promise<void> {
    const body = Buffer.from(await response.arrayBuffer())
    if (!this.destroyed) this.#sendOwn(response.status, [...response.headers].flat(), body)
  }

  /** The exchange has ended, one way or another: calls the listeners. */
  closed(): void {
    const listeners = this.#onClose
    this.#onClose = undefined
    if (listeners) for (const listener of listeners) listener()
  }

  #sendOwn(status: number, fields: HeaderList, body: Buffer): void {
    const headers = [...fields, 'content-length', String(body.length)]
    const head = this.#headOf({ status, headers, framing: 'length' })
    const isHead = this.#request.method === 'HEAD'
    this.#owner.socket.write(isHead ? head : head + body.toString('latin1'), 'latin1')
    this.#finish()
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
    return `${text}x-request-id: ${this.#requestId}\r\n\r\n`
  }

  /** An answer counts as sent when it has left for the client, not while it waits for a slow one. */
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

/** The first value of a field, whose name is given in lower case. */
function firstValueOf(rawHeaders: readonly string[], name: string): string | undefined {
  for (let i = 0; i < rawHeaders.length; i += 2) {
    if (rawHeaders[i]?.toLowerCase() === name) return rawHeaders[i + 1]
  }
  return undefined
}
