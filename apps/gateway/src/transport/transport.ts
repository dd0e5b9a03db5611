import type { Forwarder } from '../upstreams/forwarder.ts'
import type { Upstream } from '../upstreams/upstreams.ts'
import type { Exchange } from './exchange.ts'
import type { BodyReading } from './request-body.ts'

/** What the steps need of the transport by which a request came. There are two: Node's server and the lane. */
export interface Transport<E extends Exchange> {
  /**
   * Reads the body that the request's head declares; without a promise if it has arrived already. Rejects
   * with a Problem, or with any error if the client leaves.
   */
  readBody(exchange: E, reading: BodyReading): E['body'] | Promise<E['body']>
  /** What carries its exchanges to an upstream. */
  forwarderAt(upstream: Upstream): Forwarder<E>
}
