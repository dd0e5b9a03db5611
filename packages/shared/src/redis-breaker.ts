import { ConsecutiveBreaker, circuitBreaker, handleWhen } from 'cockatiel'

/** How long a hanging Redis is left alone, after this many commands without an answer. */
const halfOpenAfterMs = 1_000
const failuresUntilOpen = 3

/**
 * Passes commands to a Redis that answers. While it hangs, they fail at once. An error reply counts as an
 * answer.
 */
export function createRedisBreaker() {
  return circuitBreaker(
    handleWhen((error) => !isReply(error)),
    { halfOpenAfter: halfOpenAfterMs, breaker: new ConsecutiveBreaker(failuresUntilOpen) },
  )
}

/** Whether Redis answered with an error, for instance because a key has another type. */
export function isReply(error: unknown): boolean {
  return error instanceof Error && error.name === 'ReplyError'
}
