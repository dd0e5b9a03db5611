import type { IncomingMessage, ServerResponse } from 'node:http'

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
