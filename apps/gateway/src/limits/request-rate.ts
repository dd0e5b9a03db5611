import { LRUCache } from 'lru-cache'
import { RateLimiterMemory, RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible'
import type { RedisScript, RedisScripts } from '../redis-scripts.ts'
import type { Rate, RateAnswer, TakeFromRate } from './rate.ts'
import { createTokenLots } from './token-lots.ts'

/** Rates differ by plan, and for few tenants by themselves. A limiter that is made anew has lost nothing: its counts are in Redis. */
const maxLimiters = 1_000

/**
 * A token bucket (GCRA): the key holds the time at which the bucket will be full again. It refuses
 * without counting, so that who keeps asking is served at the rate all the same. Times are Redis' own,
 * and a difference of half a millisecond is a rounding. Arguments and answer are the library's:
 * requests, seconds, capacity, seconds to fill; consumed (more than the capacity: refused), milliseconds.
 */
const takeToken = `
local time = redis.call('time')
local nowMs = time[1] * 1000 + time[2] / 1000
local capacity = tonumber(ARGV[3])
local intervalMs = tonumber(ARGV[4]) * 1000 / capacity
local fullAtMs = math.max(tonumber(redis.call('get', KEYS[1]) or 0), nowMs) + ARGV[1] * intervalMs
local owedMs = fullAtMs - nowMs
local waitMs = owedMs - capacity * intervalMs
if waitMs > 0.5 then return {capacity + 1, math.ceil(waitMs)} end
redis.call('set', KEYS[1], string.format('%.3f', fullAtMs), 'px', math.ceil(owedMs) + 1)
return {math.min(math.ceil(owedMs / intervalMs - 0.001), capacity), math.ceil(intervalMs)}
`

/**
 * One count for each tenant over all gateways, in Redis, which is not asked about a tenant that it has
 * just refused. While Redis is away each gateway counts for itself, in windows instead of a bucket, so
 * that n gateways let n times as much through.
 */
export function createRequestRate(scripts: RedisScripts): TakeFromRate {
  const limiters = new LRUCache<string, Limiters>({ max: maxLimiters })
  const storeClient = toStoreClient(scripts)

  function limitersOf(rate: Rate): Limiters {
    const id = `${rate.requestsPerSecond}/${rate.capacity}`
    const known = limiters.get(id)
    if (known) return known
    const made = createLimiters(rate, storeClient)
    limiters.set(id, made)
    return made
  }

  return createTokenLots(async function takeTokens(tenantId, rate, tokens) {
    try {
      const { one, lots } = limitersOf(rate)
      return toAnswer(await (tokens > 1 ? lots : one).consume(tenantId, tokens), true)
    } catch (refusal) {
      if (refusal instanceof RateLimiterRes) return toAnswer(refusal, false)
      throw refusal
    }
  })
}

/** Of one bucket: a lot that it refuses says nothing of a single token, one that it refuses says all. */
interface Limiters {
  one: RateLimiterRedis
  lots: RateLimiterRedis
}

function createLimiters(rate: Rate, storeClient: StoreClient): Limiters {
  const points = rate.capacity
  const duration = points / rate.requestsPerSecond
  const options = {
    ...{ storeClient, points, duration, keyPrefix: 'limits:rate', rejectIfRedisNotReady: true },
    customIncrTtlLuaScript: takeToken,
    insuranceLimiter: new RateLimiterMemory({ points, duration }),
  }
  return {
    one: new RateLimiterRedis({ ...options, inMemoryBlockOnConsumed: points + 1 }),
    lots: new RateLimiterRedis(options),
  }
}

function toAnswer({ remainingPoints, msBeforeNext }: RateLimiterRes, allowed: boolean): RateAnswer {
  return { allowed, remaining: remainingPoints, msUntilMore: msBeforeNext }
}

/** What the library asks of an ioredis connection. */
interface StoreClient {
  readonly status: string
  rlflxIncr: RedisScript
}

function toStoreClient(scripts: RedisScripts): StoreClient {
  return {
    get status() {
      return scripts.isReady ? 'ready' : 'away'
    },
    rlflxIncr: scripts.define('takeToken', { lua: takeToken, keys: 1 }),
  }
}
