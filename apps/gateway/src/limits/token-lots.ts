import { createLru } from '@mt/shared/lru'
import {
  isSameRate,
  type Rate,
  type RateAnswer,
  rateTenants,
  type TakeFromRate,
  type TakeTokens,
} from './rate.ts'

/** What is left of tokens that were taken together, and the last answer of the bucket. */
interface Lot {
  rate: Rate
  left: number
  answer: RateAnswer
  endsAtMs: number
}

/** A lot is a hundredth of the bucket's capacity, and at most this. */
const maxTokens = 20
const share = 0.01
/** What is left of a lot after this time is lost. */
const lotLifeMs = 10_000

/**
 * Takes tokens in lots from a bucket that is more than half full, and one by one from any other: a tenant
 * far from its limits costs a round trip now and then, and one near them is counted exactly, as is every
 * tenant whose bucket holds fewer than 200. Only one lot is drawn at a time: requests that arrive in the
 * meantime wait for it, and draw another if it was too small for them. Tokens in a lot are counted: over
 * all gateways a tenant never exceeds its rate by more than one lot for each gateway, a hundredth of the
 * bucket.
 */
export function createTokenLots(take: TakeTokens, nowMs = Date.now): TakeFromRate {
  const lots = createLru<Lot>(rateTenants)
  const draws = new Map<string, Promise<unknown>>()

  function lotOf(tenantId: string, rate: Rate): Lot | undefined {
    const lot = lots.get(tenantId)
    return lot && isSameRate(lot.rate, rate) ? lot : undefined
  }

  function takeFromLot(lot: Lot | undefined): RateAnswer | undefined {
    if (!lot || lot.left === 0 || nowMs() >= lot.endsAtMs) return undefined
    lot.left -= 1
    return withLeft(lot.answer, lot.left)
  }

  /** Keeps the bucket's answer, unless a lot has tokens left. */
  function note(tenantId: string, rate: Rate, answer: RateAnswer, left: number): void {
    const known = lotOf(tenantId, rate)
    if (known && known.left > 0 && nowMs() < known.endsAtMs) return
    lots.set(tenantId, { rate, left, answer, endsAtMs: nowMs() + lotLifeMs })
  }

  async function takeOne(tenantId: string, rate: Rate): Promise<RateAnswer> {
    const answer = await take(tenantId, rate, 1)
    if (lotSize(rate) > 1) note(tenantId, rate, answer, 0)
    return answer
  }

  /** If the bucket refuses a lot, a single token is requested. */
  async function drawLot(tenantId: string, rate: Rate): Promise<RateAnswer> {
    const tokens = lotSize(rate)
    const answer = await take(tenantId, rate, tokens)
    if (!answer.allowed) return takeOne(tenantId, rate)
    note(tenantId, rate, answer, tokens - 1)
    return withLeft(answer, tokens - 1)
  }

  function draw(tenantId: string, rate: Rate): Promise<RateAnswer> {
    const drawing = drawLot(tenantId, rate).finally(() => draws.delete(tenantId))
    draws.set(tenantId, drawing)
    return drawing
  }

  async function takeAfter(draw: Promise<unknown>, tenantId: string, rate: Rate) {
    await draw.catch(() => {})
    return takeFromRate(tenantId, rate)
  }

  function takeFromRate(tenantId: string, rate: Rate): RateAnswer | Promise<RateAnswer> {
    const lot = lotOf(tenantId, rate)
    const taken = takeFromLot(lot)
    if (taken) return taken
    const underWay = draws.get(tenantId)
    if (underWay) return takeAfter(underWay, tenantId, rate)
    const isHalfFull = lot !== undefined && lot.answer.remaining > rate.capacity / 2
    return isHalfFull ? draw(tenantId, rate) : takeOne(tenantId, rate)
  }

  return takeFromRate
}

function lotSize({ capacity }: Rate): number {
  return Math.min(maxTokens, Math.floor(capacity * share))
}

function withLeft(answer: RateAnswer, left: number): RateAnswer {
  return left === 0 ? answer : { ...answer, remaining: answer.remaining + left }
}
