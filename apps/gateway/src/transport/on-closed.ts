import type { Answer } from './exchange-ends.ts'

/** Calls back once when an answer has ended, or its client has left; at once where that has happened already. */
export function onClosed(answer: Answer, done: () => void): void {
  if (answer.destroyed) done()
  else answer.once('close', done)
}
