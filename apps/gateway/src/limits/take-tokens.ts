import type { RedisScripts } from '../redis-scripts.ts'
import type { TakeTokens } from './rate.ts'

/**
 * A token bucket (GCRA): the key holds the time at which the bucket will be full again. A refused request is
 * not counted, so that a tenant that keeps asking is still served at its rate. Times are Redis' own, and a
 * difference of half a millisecond is a rounding error. A bucket that was emptied at another rate is at most
 * empty at this one: otherwise a tenant whose rate is raised would wait for what it owed at the old one.
 * Returns whether the request is allowed, how many tokens are left, and the milliseconds until there are
 * more.
 */
const lua = `
local time = redis.call('time')
local nowMs = time[1] * 1000 + time[2] / 1000
local capacity = tonumber(ARGV[2])
local intervalMs = 1000 / ARGV[3]
local mostMs = capacity * intervalMs + 0.5
local function owe(ms)
  redis.call('set', KEYS[1], string.format('%.3f', nowMs + ms), 'px', math.ceil(ms) + 1)
end
local knownMs = math.max(tonumber(redis.call('get', KEYS[1]) or 0) - nowMs, 0)
if knownMs > mostMs then
  knownMs = mostMs
  owe(knownMs)
end
local owedMs = knownMs + ARGV[1] * intervalMs
if owedMs > mostMs then return {0, 0, math.ceil(owedMs - mostMs)} end
owe(owedMs)
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
