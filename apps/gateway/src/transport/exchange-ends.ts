import type { IncomingMessage, ServerResponse } from 'node:http'

/** Names and values in turn, as they go on the wire. */
export type HeaderList = string[]

/** A request's head as the steps read it, whichever way it came in: Node's own request is one. */
export type RequestHead = Pick<
  IncomingMessage,
  'method' | 'url' | 'rawHeaders' | 'headers' | 'socket'
>

/** An answer as the steps see it: Node's own response is one. */
export interface Answer extends Pick<ServerResponse, 'headersSent' | 'destroyed'> {
  /** Of the head that is still to come; a second value takes the place of the first. */
  setHeader(name: string, value: string): unknown
  /** Once, when the answer has ended or its client has left. */
  once(event: 'close', listener: () => void): unknown
  /** Cuts the client off, so that half an answer is never taken for a whole one. */
  destroy(): unknown
}
