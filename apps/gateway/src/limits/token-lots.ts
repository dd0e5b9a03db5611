import { LRUCache } from 'lru-cache'
import type { Rate, RateAnswer, TakeFromRate } from './rate.ts'

/** Takes several of a tenant's tokens at once. */
export type TakeTokens = (tenantId: string, rate: Rate, tokens: number) => Promise<RateAnswer>

/** Tokens that were taken together, as far as they are left. */
interface Lot {
  rate: Rate
  left: number
  answer: RateAnswer
  endsAtMs: number
}

/** A lot is a hundredth of what the tenant may have at once, and this at most. */
const maxTokens = 20
const share = 0.01
/** What is left of a lot after so long is lost. */
const lotLifeMs = 10_000
const maxTenants = 20_000

/**
 * Takes tokens in lots from a bucket that is more than half full, and one by one from any other: a tenant
 * far from its limits costs a round trip now and then, and one near them is counted exactly, as is
 * everyone whose bucket holds fewer than 200. What was taken is counted: over all gateways a tenant never
 * gets more than its rate, but for the lots that each of them holds, a hundredth of the bucket.
 */
export function createTokenLots(take: TakeTokens, nowMs = Date.now): TakeFromRate {
  const lots = new LRUCache<string, Lot>({ max: maxTenants })

  async function takeMore(tenantId: string, rate: Rate, tokens: number): Promise<RateAnswer> {
    const answer = await take(tenantId, rate, tokens)
    if (answer.allowed && lotOf(rate) > 1) {
      lots.set(tenantId, { rate, left: tokens - 1, answer, endsAtMs: nowMs() + lotLifeMs })
    } else lots.delete(tenantId)
    return withLeft(answer, tokens - 1)
  }

  return function takeFromRate(tenantId, rate) {
    const lot = lots.get(tenantId)
    if (!lot || !isSame(lot.rate, rate)) return takeMore(tenantId, rate, 1)
    if (lot.left > 0 && nowMs() < lot.endsAtMs) {
      lot.left -= 1
      return withLeft(lot.answer, lot.left)
    }
    const isHalfFull = lot.answer.remaining > rate.capacity / 2
    return takeMore(tenantId, rate, isHalfFull ? lotOf(rate) : 1)
  }
}

function lotOf({ capacity }: Rate): number {
  return Math.min(maxTokens, Math.floor(capacity * share))
}

function isSame(one: Rate, other: Rate): boolean {
  return one.capacity === other.capacity && one.requestsPerSecond === other.requestsPerSecond
}

function withLeft(answer: RateAnswer, left: number): RateAnswer {
  return left === 0 ? answer : { ...answer, remaining: answer.remaining + left }
}
