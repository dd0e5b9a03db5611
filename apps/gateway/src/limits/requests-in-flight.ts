import { newId } from '@mt/shared/ids'
import type { RedisScripts } from '../redis-scripts.ts'
import type { Shared } from '../upstreams/hold.ts'

export interface RequestsInFlight extends Shared {
  /**
   * Counts a request of a tenant that may have `max` in flight, if it has so few here that Redis need not be
   * asked. Every counted request must be given back, here and below.
   */
  takeLocally(tenantId: string, max: number): boolean
  /**
   * Counts one over all gateways. Resolves to the number that the tenant has now, or to undefined if it
   * already has `max`. Never rejects.
   */
  take(tenantId: string, max: number): Promise<number | undefined>
  close(): void
}

/** The slots that a killed gateway holds for its tenants expire after this time. */
const leaseMs = 30_000
const renewEveryMs = 10_000
/** The share of a tenant's limit up to which a gateway counts alone. */
const localShare = 0.1

/**
 * A hash for each tenant: gateway -> its own count and when that expires. A gateway writes its whole count,
 * not a difference, so that a lost answer falsifies nothing. The sum over all gateways, with this one's new
 * count, may reach the given maximum; beyond it nothing is written. With a count of 0 the gateway removes
 * its field.
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

/** A tenant's requests in flight here. */
interface Count {
  own: number
  /** The number up to which Redis has no count of them. */
  localMax: number
  /** Whether Redis has a count of them. */
  isReported: boolean
}

/**
 * One count for each tenant over all gateways, in Redis; while Redis is away, each gateway counts alone.
 * A gateway does not report up to a tenth of a tenant's limit: requests of tenants that are far from their
 * limits, which are nearly all, cost no round trip. So n gateways together may admit a tenth of the limit
 * more for each gateway beyond the first. A limit of less than ten is exact.
 */
export function createRequestsInFlight(scripts: RedisScripts): RequestsInFlight {
  const gatewayId = newId()
  const counts = new Map<string, Count>()
  const runReport = scripts.define('reportInFlight', { lua: report, keys: 1 })

  function countOf(tenantId: string, max: number): Count {
    const known = counts.get(tenantId)
    const count = known ?? { own: 0, localMax: 0, isReported: false }
    count.localMax = Math.floor(max * localShare)
    if (!known) counts.set(tenantId, count)
    return count
  }

  /** The number that the tenant has over all gateways. Without `max`, the own count is written in any case. */
  async function reportCount(tenantId: string, count: Count, max?: number): Promise<number> {
    const { own, localMax } = count
    if (!scripts.isReady) return own
    const reported = max !== undefined || own > localMax ? own : 0
    count.isReported = reported > 0
    const args = [gatewayId, String(reported), String(max ?? ''), String(leaseMs)]
    try {
      return Number(await runReport([`limits:in-flight:${tenantId}`, ...args]))
    } catch {
      return own
    }
  }

  function give(tenantId: string): void {
    const count = counts.get(tenantId)
    if (!count) return
    count.own -= 1
    if (count.own === 0) counts.delete(tenantId)
    if (count.isReported) void reportCount(tenantId, count)
  }

  const renewing = setInterval(() => {
    for (const [tenantId, count] of counts) if (count.isReported) void reportCount(tenantId, count)
  }, renewEveryMs)
  renewing.unref()

  return {
    takeLocally(tenantId, max) {
      const count = countOf(tenantId, max)
      const isFar = count.own < count.localMax
      if (isFar) count.own += 1
      else if (count.own === 0) counts.delete(tenantId)
      return isFar
    },
    async take(tenantId, max) {
      const count = countOf(tenantId, max)
      if (count.own >= max) return undefined
      count.own += 1
      const sum = await reportCount(tenantId, count, max)
      if (sum <= max) return sum
      give(tenantId)
      return undefined
    },
    give,
    close: () => clearInterval(renewing),
  }
}
