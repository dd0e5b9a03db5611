import { createLru } from '@mt/shared/lru'
import type { RedisScripts } from '../redis-scripts.ts'
import { createLocalBuckets } from './local-buckets.ts'
import { isSameRate, type Rate, type RateAnswer, type TakeFromRate } from './rate.ts'
import { defineTakeTokens } from './take-tokens.ts'
import { createTokenLots } from './token-lots.ts'

/** A tenant that is forgotten costs one call to Redis. */
const maxRefusals = 1_000

/**
 * One count for each tenant over all gateways, in Redis, which is not asked about a tenant that it has just
 * refused. While Redis is away, each gateway counts alone, so n gateways admit n times as much.
 */
export function createRequestRate(scripts: RedisScripts, nowMs = Date.now): TakeFromRate {
  const takeInRedis = defineTakeTokens(scripts)
  const takeAlone = createLocalBuckets(nowMs)
  const refusals = createRefusals(nowMs)

  async function takeTogether(tenantId: string, rate: Rate, tokens: number): Promise<RateAnswer> {
    const answer = await takeInRedis(tenantId, rate, tokens)
    // A refused lot implies nothing about a single token.
    if (!answer.allowed && tokens === 1) refusals.note(tenantId, rate, answer)
    return answer
  }

  return createTokenLots(async function takeTokens(tenantId, rate, tokens) {
    const refused = refusals.of(tenantId, rate)
    if (refused) return refused
    if (!scripts.isReady) return takeAlone(tenantId, rate, tokens)
    return takeTogether(tenantId, rate, tokens).catch(() => takeAlone(tenantId, rate, tokens))
  }, nowMs)
}

interface Refusal {
  rate: Rate
  endsAtMs: number
}

/** The tenants that have to wait for their next token, with the rate at which they were refused. */
function createRefusals(nowMs: () => number) {
  const refusals = createLru<Refusal>(maxRefusals)
  return {
    note(tenantId: string, rate: Rate, { msUntilMore }: RateAnswer): void {
      refusals.set(tenantId, { rate, endsAtMs: nowMs() + msUntilMore })
    },
    of(tenantId: string, rate: Rate): RateAnswer | undefined {
      const refusal = refusals.get(tenantId)
      if (!refusal || !isSameRate(refusal.rate, rate)) return undefined
      const msUntilMore = refusal.endsAtMs - nowMs()
      return msUntilMore > 0 ? { allowed: false, remaining: 0, msUntilMore } : undefined
    },
  }
}
