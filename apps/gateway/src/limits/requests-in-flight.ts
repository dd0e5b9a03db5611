import { newId } from '@mt/shared/ids'
import type { RedisScripts } from '../redis-scripts.ts'

export interface RequestsInFlight {
  /**
   * Counts a request of a tenant that may have `max` in flight: how many it has now, or undefined when
   * it has as many already. What was counted must be released. Never rejects.
   */
  take(tenantId: string, max: number): Promise<number | undefined>
  release(tenantId: string): void
  close(): void
}

/** A gateway that was killed holds its tenants' places for this long. */
const leaseMs = 30_000
const renewEveryMs = 10_000

/**
 * A hash for each tenant: gateway -> its own count and when that ends. A gateway writes its whole count,
 * not a difference, so that an answer that was lost falsifies nothing. The sum over all gateways, itself
 * with the new count, may be the given maximum; beyond it nothing is written. With a count of 0 the
 * gateway takes its field away.
 */
const report = `
local time = redis.call('time')
local nowMs = time[1] * 1000 + math.floor(time[2] / 1000)
local own = tonumber(ARGV[2])
local sum = own
local counts = redis.call('hgetall', KEYS[1])
for i = 1, #counts, 2 do
  local count, endsAtMs = string.match(counts[i + 1], '^(%d+) (%d+)$')
  if not count or tonumber(endsAtMs) <= nowMs then
    redis.call('hdel', KEYS[1], counts[i])
  elseif counts[i] ~= ARGV[1] then
    sum = sum + count
  end
end
if ARGV[3] ~= '' and sum > tonumber(ARGV[3]) then return sum end
if own == 0 then
  redis.call('hdel', KEYS[1], ARGV[1])
else
  redis.call('hset', KEYS[1], ARGV[1], own .. ' ' .. string.format('%d', nowMs + ARGV[4]))
  redis.call('pexpire', KEYS[1], ARGV[4])
end
return sum
`

/** One count for each tenant over all gateways, in Redis; each gateway's own alone while Redis is away. */
export function createRequestsInFlight(scripts: RedisScripts): RequestsInFlight {
  const gatewayId = newId()
  const counts = new Map<string, number>()
  const runReport = scripts.define('reportInFlight', { lua: report, keys: 1 })

  /** How many the tenant has over all gateways; without `max` the own count is written in any case. */
  async function tell(tenantId: string, max?: number): Promise<number> {
    const own = counts.get(tenantId) ?? 0
    if (!scripts.isReady) return own
    const args = [gatewayId, String(own), String(max ?? ''), String(leaseMs)]
    try {
      return Number(await runReport([`limits:in-flight:${tenantId}`, ...args]))
    } catch {
      return own
    }
  }

  function release(tenantId: string): void {
    const own = (counts.get(tenantId) ?? 0) - 1
    if (own > 0) counts.set(tenantId, own)
    else counts.delete(tenantId)
    void tell(tenantId)
  }

  const renewing = setInterval(() => {
    for (const tenantId of counts.keys()) void tell(tenantId)
  }, renewEveryMs)
  renewing.unref()

  return {
    async take(tenantId, max) {
      const own = (counts.get(tenantId) ?? 0) + 1
      if (own > max) return undefined
      counts.set(tenantId, own)
      const sum = await tell(tenantId, max)
      if (sum <= max) return sum
      release(tenantId)
      return undefined
    },
    release,
    close: () => clearInterval(renewing),
  }
}
