import { ConsecutiveBreaker, circuitBreaker, handleWhen } from 'cockatiel'

/** A Redis that hangs is left alone for this long after so many commands that it did not answer. */
const halfOpenAfterMs = 1_000
const failuresUntilOpen = 3

/** Passes commands to a Redis that answers. While it hangs they fail at once; an error that it answers is an answer. */
export function createRedisBreaker() {
  return circuitBreaker(
    handleWhen((error) => !isReply(error)),
    { halfOpenAfter: halfOpenAfterMs, breaker: new ConsecutiveBreaker(failuresUntilOpen) },
  )
}

/** Whether Redis answered, with an error: a key of another type, say. */
export function isReply(error: unknown): boolean {
  return error instanceof Error && error.name === 'ReplyError'
}
