import type { Exchange } from '../transport/exchange.ts'

/** The outcome of an attempt: the answer began, or the client left before. */
export type Outcome = 'answered' | 'client left'

/** What carries exchanges to one address: undici's pool for Node's server, its own connections for the lane. */
export interface Forwarder<E extends Exchange> {
  /**
   * Sends the exchange's request with its headers and assertion, and the answer to its client, both at the
   * speed of the slower side. Resolves when the answer's head is written; the rest follows. A client that
   * leaves, or the exchange's controller, aborts the service's work; a service that fails later cuts the
   * client's connection, so that half an answer is never taken for a whole one. Rejects before that: with
   * AttemptFailed, or with PlacementStale once the service's answer, which is not for the client, has ended.
   */
  forward(exchange: E): Promise<Outcome>
  /** Closes all connections, and cuts the exchanges under way. */
  close(): Promise<void>
}

/** An attempt failed before the client got a byte. `sent` is whether the service may have got one. */
export class AttemptFailed extends Error {
  override name = 'AttemptFailed'
  readonly sent: boolean

  constructor(cause: Error, sent: boolean) {
    super(cause.message, { cause })
    this.sent = sent
  }
}

/** The service did nothing, because the tenant is not, or no longer, there. */
export class PlacementStale extends Error {
  override name = 'PlacementStale'
}
