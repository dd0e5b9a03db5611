import { createRedisBreaker } from '@mt/shared/redis-breaker'
import type { Redis } from 'ioredis'

/** A script in Redis; its keys come first, then its arguments. */
export type RedisScript = (args: string[]) => Promise<unknown>

export interface RedisScripts {
  /** Whether Redis is worth calling. */
  readonly isReady: boolean
  /**
   * Makes a script callable. Calls reject at once while Redis is unavailable, or has not answered recently.
   */
  define(name: string, script: { lua: string; keys: number }): RedisScript
}

/** Scripts for which requests wait, on a connection that fails fast (createRedisConnection). */
export function createRedisScripts(redis: Redis): RedisScripts {
  const breaker = createRedisBreaker()
  // ioredis adds a method for each script, which its types cannot express.
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
