import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Problem } from '@mt/shared/http/problem'
import type { RegistryEntry } from '@mt/shared/registry/entry'
import type { Slots } from '@mt/shared/slots'
import type { Holder, Shared } from '../upstreams/hold.ts'
import { newRequestId } from './request-id.ts'

/** Names and values in alternation, as they are sent. */
export type HeaderList = string[]

/** A request's head as the steps read it. Node's own request is one; the lane has another. */
export type RequestHead = Pick<
  IncomingMessage,
  'method' | 'url' | 'rawHeaders' | 'headers' | 'socket'
>

/** An answer as the steps see it. Node's own response is one. */
export interface Answer extends Pick<ServerResponse, 'headersSent' | 'destroyed'> {
  /** Sets a header of the head that is still to be sent; a second value replaces the first. */
  setHeader(name: string, value: string): unknown
  /** Emitted once, when the answer has ended or its client has left. */
  once(event: 'close', listener: () => void): unknown
  /** Cuts the connection, so that the client never takes half an answer for a whole one. */
  destroy(): unknown
}

/**
 * One request and its answer, from its arrival until it has ended, with what the steps decide about it. What
 * a step sets is there for the steps after it. An exchange holds what is needed to end it, and no closure
 * that would: that kept exchanges alive past garbage collections, and cost 10 µs of each request.
 */
export class Exchange<
  Request extends RequestHead = RequestHead,
  Reply extends Answer = Answer,
  Body extends { readonly isWhole: boolean } = { readonly isWhole: boolean },
> implements Holder
{
  readonly request: Request
  readonly answer: Reply
  /** Made here and never taken from outside, so that it can be trusted in a log. */
  readonly requestId: string
  readonly beganMs: number = performance.now()
  /** The host of the request, in the registry's spelling: identify-tenant.ts. */
  host = ''
  /** The tenant's slug, for the access log, once it is known. */
  tenant: string | undefined = undefined
  /** The entry by which the request was admitted and is forwarded: resolve-tenant.ts, readdress.ts. */
  entry!: RegistryEntry
  /** Undefined for a request without a body: collect-body.ts. */
  body: Body | undefined = undefined
  /** The headers for the service, without the assertion: strip-headers.ts. */
  headers: Readonly<HeaderList> = none
  /** What tells the service whose request it is: assert-tenant.ts. */
  assertion = ''
  /** What it holds of what tenants share (hold.ts). */
  readonly held: Shared[] = []
  /** The exchange slots of its upstream, once it has one of them: enter-upstream.ts. */
  slots: Slots | undefined = undefined
  /** How often it was sent to a service. */
  attempts = 0
  /**
   * Set while something can be aborted: the body is arriving, the request waits, or a service works on it.
   */
  controller: { abort(reason: Error): void } | undefined = undefined
  /** The reason why it was ended after its admission. */
  endedBy: Problem | undefined = undefined
  /** Whether an admitted one has ended. */
  isOver = false

  constructor(request: Request, answer: Reply, requestId = newRequestId()) {
    this.request = request
    this.answer = answer
    this.requestId = requestId
  }
}

/** Shared by exchanges without headers yet; strip-headers.ts replaces it. */
const none: Readonly<HeaderList> = []
