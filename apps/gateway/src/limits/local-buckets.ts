import { createLru } from '@mt/shared/lru'
import { type Rate, type RateAnswer, rateTenants } from './rate.ts'

/** A difference of half a millisecond is a rounding error. */
const toleranceMs = 0.5

/**
 * Token buckets in this process's memory, which count like the script in Redis (take-tokens.ts). A tenant that
 * has not been counted for long may be forgotten: its bucket is then full.
 */
export function createLocalBuckets(nowMs: () => number) {
  /** When each tenant's bucket will be full again. */
  const fullAtMs = createLru<number>(rateTenants)

  return function take(tenantId: string, rate: Rate, tokens: number): RateAnswer {
    const now = nowMs()
    const intervalMs = 1_000 / rate.requestsPerSecond
    const mostMs = rate.capacity * intervalMs + toleranceMs
    const knownMs = Math.min(Math.max((fullAtMs.get(tenantId) ?? 0) - now, 0), mostMs)
    const owedMs = knownMs + tokens * intervalMs
    if (owedMs > mostMs) {
      fullAtMs.set(tenantId, now + knownMs)
      return { allowed: false, remaining: 0, msUntilMore: Math.ceil(owedMs - mostMs) }
    }
    fullAtMs.set(tenantId, now + owedMs)
    const used = Math.ceil(owedMs / intervalMs - 0.001)
    const remaining = Math.max(rate.capacity - used, 0)
    return { allowed: true, remaining, msUntilMore: Math.ceil(intervalMs) }
  }
}
