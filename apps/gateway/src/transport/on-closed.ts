import type { Answer } from './exchange.ts'

/**
 * Calls `done` once when an answer has ended or its client has left; at once if that has already happened.
 */
export function onClosed(answer: Answer, done: () => void): void {
  if (answer.destroyed) done()
  else answer.once('close', done)
}
