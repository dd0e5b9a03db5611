import { ConsecutiveBreaker, circuitBreaker, handleWhen } from 'cockatiel'
import type { Redis } from 'ioredis'

/** A script in Redis: its keys first, then its arguments. */
export type RedisScript = (args: string[]) => Promise<unknown>

export interface RedisScripts {
  /** Whether it is worth asking. */
  readonly isReady: boolean
  /** Makes a script callable. Calls reject at once while Redis is away, or has not answered lately. */
  define(name: string, script: { lua: string; keys: number }): RedisScript
}

/** A Redis that hangs is left alone for this long after so many commands that it did not answer. */
const halfOpenAfterMs = 1_000
const failuresUntilOpen = 3

/** Scripts that a request waits for, on a connection that fails fast (createRedisConnection). */
export function createRedisScripts(redis: Redis): RedisScripts {
  const breaker = circuitBreaker(handleWhen(isSilence), {
    halfOpenAfter: halfOpenAfterMs,
    breaker: new ConsecutiveBreaker(failuresUntilOpen),
  })
  // ioredis adds a method for each script, which its types cannot know.
  const commands = redis as unknown as Record<string, RedisScript>
  return {
    get isReady() {
      return redis.status === 'ready'
    },
    define(name, { lua, keys }) {
      redis.defineCommand(name, { numberOfKeys: keys, lua })
      return (args) => breaker.execute(async () => commands[name]?.(args))
    },
  }
}

/** An error that Redis answers is an answer. */
function isSilence(error: unknown): boolean {
  return !(error instanceof Error && error.name === 'ReplyError')
}
