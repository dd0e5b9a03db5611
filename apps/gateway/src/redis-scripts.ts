import { createRedisBreaker } from '@mt/shared/redis-breaker'
import type { Redis } from 'ioredis'

/** A script in Redis: its keys first, then its arguments. */
export type RedisScript = (args: string[]) => Promise<unknown>

export interface RedisScripts {
  /** Whether it is worth asking. */
  readonly isReady: boolean
  /** Makes a script callable. Calls reject at once while Redis is away, or has not answered lately. */
  define(name: string, script: { lua: string; keys: number }): RedisScript
}

/** Scripts that a request waits for, on a connection that fails fast (createRedisConnection). */
export function createRedisScripts(redis: Redis): RedisScripts {
  const breaker = createRedisBreaker()
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
