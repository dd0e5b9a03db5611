import { createHash } from 'node:crypto'
import { Problem } from '@mt/shared/http/problem'
import type { Redis } from 'ioredis'
import { RateLimiterMemory, RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible'

/** Who tries to log in, and from where. */
export interface LoginAttempt {
  tenantId: string
  username: string
  address: string
}

/**
 * Slows down who guesses passwords. Attempts count against a user *from an address*, and against an
 * address; never against a user name alone, or anybody could lock anybody out.
 */
export interface LoginAttempts {
  /** Counts an attempt before its password is looked at. Throws a 429 when there were too many. */
  begin(attempt: LoginAttempt): Promise<{ succeed(): Promise<void> }>
}

const windowS = 15 * 60
const limits = { login_user: 10, login_address: 100 }

/** One count over all processes through Redis; this process counts alone while Redis is away. */
export function createLoginAttempts(redis: Redis): LoginAttempts {
  const byUser = limiter(redis, 'login_user')
  const byAddress = limiter(redis, 'login_address')
  return {
    async begin({ tenantId, username, address }) {
      const userKey = hashOf(tenantId, username, address)
      const addressKey = hashOf(tenantId, address)
      await consume(byAddress, addressKey)
      await consume(byUser, userKey)
      return {
        async succeed() {
          await Promise.all([byUser.delete(userKey), byAddress.reward(addressKey)])
        },
      }
    },
  }
}

function limiter(redis: Redis, name: keyof typeof limits) {
  const options = { keyPrefix: `polls:${name}`, points: limits[name], duration: windowS }
  return new RateLimiterRedis({
    ...options,
    storeClient: redis,
    rejectIfRedisNotReady: true,
    insuranceLimiter: new RateLimiterMemory(options),
  })
}

async function consume(limit: RateLimiterRedis, key: string): Promise<void> {
  try {
    await limit.consume(key)
  } catch (refusal) {
    if (refusal instanceof RateLimiterRes) throw tooMany(refusal.msBeforeNext)
    throw refusal
  }
}

function tooMany(waitMs: number): Problem {
  const seconds = Math.max(1, Math.ceil(waitMs / 1000))
  return new Problem(429, 'too_many_attempts', 'Too many attempts', {
    detail: `too many failed logins; come again in ${seconds} s`,
    headers: { 'retry-after': String(seconds) },
  })
}

/** A key of fixed length that holds no name and no address. */
function hashOf(...parts: string[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('base64url')
}
