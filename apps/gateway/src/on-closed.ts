import type { ServerResponse } from 'node:http'

/** Calls back once when an answer has ended, or its client has left; at once where that has happened already. */
export function onClosed(outgoing: ServerResponse, done: () => void): void {
  if (outgoing.destroyed) done()
  else outgoing.once('close', done)
}
