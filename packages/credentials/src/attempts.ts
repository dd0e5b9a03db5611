import { createHash } from 'node:crypto'
import { Problem } from '@mt/shared/http/problem'
import type { Redis } from 'ioredis'
import { RateLimiterMemory, RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible'

/** How often something may be tried within a window of this many seconds. */
export interface AttemptLimit {
  /** The prefix of the counts in Redis. */
  name: string
  points: number
  windowS: number
}

export type Attempts = ReturnType<typeof createAttempts>

/**
 * Counts attempts by key. All processes share one count through Redis; a process counts alone while Redis
 * is unavailable, or if it is given none.
 */
export function createAttempts(redis: Redis | undefined, { name, points, windowS }: AttemptLimit) {
  const options = { keyPrefix: name, points, duration: windowS }
  const alone = new RateLimiterMemory(options)
  const together = { storeClient: redis, rejectIfRedisNotReady: true, insuranceLimiter: alone }
  const limit = redis ? new RateLimiterRedis({ ...options, ...together }) : alone
  return {
    /** Counts one more. Throws a 429 if there were too many. */
    async count(key: string): Promise<void> {
      try {
        await limit.consume(key)
      } catch (refusal) {
        if (refusal instanceof RateLimiterRes) throw tooMany(refusal.msBeforeNext)
        throw refusal
      }
    },
    /** Takes the last one back, because it was not a failure. */
    takeBack: async (key: string) => void (await limit.reward(key)),
    /** Forgets all of them. */
    forget: async (key: string) => void (await limit.delete(key)),
  }
}

/** A key of fixed length without names and addresses. */
export function attemptKey(...parts: string[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('base64url')
}

function tooMany(waitMs: number): Problem {
  const seconds = Math.max(1, Math.ceil(waitMs / 1000))
  return new Problem(429, 'too_many_attempts', 'Too many attempts', {
    detail: `too many attempts; try again in ${seconds} s`,
    headers: { 'retry-after': String(seconds) },
  })
}
