import type { RedisScripts } from '../redis-scripts.ts'
import type { TakeTokens } from './rate.ts'

/**
 * A token bucket (GCRA): the key holds the time at which the bucket will be full again. A refused request is
 * not counted, so that a tenant that keeps asking is still served at its rate. Times are Redis' own, and a
 * difference of half a millisecond is a rounding. Answers whether it was allowed, how many tokens are left,
 * and in how many milliseconds there will be more.
 */
const lua = `
local time = redis.call('time')
local nowMs = time[1] * 1000 + time[2] / 1000
local capacity = tonumber(ARGV[2])
local intervalMs = 1000 / ARGV[3]
local fullAtMs = math.max(tonumber(redis.call('get', KEYS[1]) or 0), nowMs) + ARGV[1] * intervalMs
local owedMs = fullAtMs - nowMs
local waitMs = owedMs - capacity * intervalMs
if waitMs > 0.5 then return {0, 0, math.ceil(waitMs)} end
redis.call('set', KEYS[1], string.format('%.3f', fullAtMs), 'px', math.ceil(owedMs) + 1)
local used = math.ceil(owedMs / intervalMs - 0.001)
return {1, math.max(capacity - used, 0), math.ceil(intervalMs)}
`

/** Takes tokens from a tenant's bucket in Redis. Rejects if Redis does not answer. */
export function defineTakeTokens(scripts: RedisScripts): TakeTokens {
  const run = scripts.define('takeTokens', { lua, keys: 1 })
  return async function takeTokens(tenantId, { requestsPerSecond, capacity }, tokens) {
    const args = [String(tokens), String(capacity), String(requestsPerSecond)]
    const answer = (await run([`limits:rate:${tenantId}`, ...args])) as [number, number, number]
    const [allowed, remaining, msUntilMore] = answer
    return { allowed: allowed === 1, remaining, msUntilMore }
  }
}
