import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Rate } from './rate.ts'
import { createTokenLots } from './token-lots.ts'

/** A bucket that nothing refills and that several gateways share. */
function sharedBucket({ capacity }: Rate) {
  const bucket = { left: capacity, asked: 0 }
  const take = async (_tenantId: string, _rate: Rate, tokens: number) => {
    bucket.asked += 1
    const allowed = bucket.left >= tokens
    if (allowed) bucket.left -= tokens
    return { allowed, remaining: bucket.left, msUntilMore: 1_000 }
  }
  return { bucket, take }
}

async function countAllowed(takers: ReturnType<typeof createTokenLots>[], rate: Rate, n: number) {
  let allowed = 0
  for (let i = 0; i < n; i++) {
    const answer = await takers[i % takers.length]?.('thor', rate)
    if (answer?.allowed) allowed += 1
  }
  return allowed
}

describe('createTokenLots', () => {
  it('asks seldom while the bucket is more than half full, then for each', async () => {
    const rate = { requestsPerSecond: 1, capacity: 1_000 }
    const { bucket, take } = sharedBucket(rate)
    const takeFromRate = createTokenLots(take)
    expect(await countAllowed([takeFromRate], rate, 401)).toBe(401)
    expect(bucket.asked).toBe(41)
    const before = bucket.asked
    await countAllowed([takeFromRate], rate, 600)
    expect(bucket.asked - before).toBeGreaterThan(480)
  })

  it('admits no more over all gateways than the bucket holds', async () => {
    const rate = { requestsPerSecond: 1, capacity: 1_000 }
    const { take } = sharedBucket(rate)
    const gateways = Array.from({ length: 3 }, () => createTokenLots(take))
    expect(await countAllowed(gateways, rate, 1_500)).toBe(1_000)
  })

  it('counts a small bucket one by one', async () => {
    const rate = { requestsPerSecond: 1, capacity: 100 }
    const { bucket, take } = sharedBucket(rate)
    expect(await countAllowed([createTokenLots(take)], rate, 150)).toBe(100)
    expect(bucket.asked).toBe(150)
  })

  it('drops a lot that is old or of another rate', async () => {
    const rate = { requestsPerSecond: 1, capacity: 1_000 }
    const { bucket, take } = sharedBucket(rate)
    let nowMs = 0
    const takeFromRate = createTokenLots(take, () => nowMs)
    await countAllowed([takeFromRate], rate, 2)
    expect(bucket.asked).toBe(2)
    nowMs = 10_000
    await countAllowed([takeFromRate], rate, 1)
    expect(bucket.asked).toBe(3)
    await countAllowed([takeFromRate], { ...rate, capacity: 2_000 }, 1)
    expect(bucket.asked).toBe(4)
  })

  it('draws one lot at a time, however many wait for it', async () => {
    const rate = { requestsPerSecond: 1, capacity: 2_000 }
    const { bucket, take } = sharedBucket(rate)
    const takeFromRate = createTokenLots(take)
    await takeFromRate('thor', rate)
    const answers = await Promise.all(Array.from({ length: 150 }, () => takeFromRate('thor', rate)))
    expect(answers.every(({ allowed }) => allowed)).toBe(true)
    expect([bucket.asked, bucket.left]).toEqual([9, 2_000 - 1 - 8 * 20])
  })

  it('tries a lot that is refused with one token', async () => {
    const rate = { requestsPerSecond: 1, capacity: 2_000 }
    const { bucket, take } = sharedBucket(rate)
    const takeFromRate = createTokenLots(take)
    await takeFromRate('thor', rate)
    bucket.left = 2
    expect(await countAllowed([takeFromRate], rate, 3)).toBe(2)
  })

  it('keeps a lot that has tokens left when a single token is answered late', async () => {
    const rate = { requestsPerSecond: 1, capacity: 2_000 }
    const { bucket, take } = sharedBucket(rate)
    const late = Promise.withResolvers<void>()
    let calls = 0
    const takeFromRate = createTokenLots(async (...asked) => {
      calls += 1
      if (calls === 2) await late.promise
      return take(...asked)
    })
    const [first, second] = [takeFromRate('thor', rate), takeFromRate('thor', rate)]
    await first
    await takeFromRate('thor', rate)
    late.resolve()
    await second
    expect(await countAllowed([takeFromRate], rate, 19)).toBe(19)
    expect(bucket.asked).toBe(3)
  })

  it('gives each request a token as long as there is one', async () => {
    const cases = fc.record({
      capacity: fc.integer({ min: 1, max: 600 }),
      gateways: fc.integer({ min: 1, max: 3 }),
      bursts: fc.array(fc.integer({ min: 1, max: 90 }), { minLength: 1, maxLength: 10 }),
      /** The ticks that an answer of the bucket takes, and those between bursts. */
      delays: fc.array(fc.nat(12), { minLength: 1, maxLength: 12 }),
    })
    await fc.assert(
      fc.asyncProperty(cases, async ({ capacity, gateways, bursts, delays }) => {
        let turn = 0
        const later = async () => {
          for (let left = delays[turn++ % delays.length] ?? 0; left > 0; left--) await null
        }
        const rate = { requestsPerSecond: 1, capacity }
        const { take } = sharedBucket(rate)
        const takeLater: typeof take = async (...asked) => {
          await later()
          const answer = await take(...asked)
          await later()
          return answer
        }
        const takers = Array.from({ length: gateways }, () => createTokenLots(takeLater))
        const asked = []
        for (const [i, size] of bursts.entries()) {
          for (let n = 0; n < size; n++) asked.push(takers[i % gateways]?.('thor', rate))
          await later()
        }
        const answers = await Promise.all(asked)
        const allowed = answers.filter((answer) => answer?.allowed).length
        const due = Math.min(answers.length, capacity)
        expect(allowed).toBeLessThanOrEqual(due)
        // Only what other gateways hold in lots may be missing.
        const inLots = (gateways - 1) * Math.floor(capacity / 100)
        expect(allowed).toBeGreaterThanOrEqual(due - inLots)
      }),
      { numRuns: 60 },
    )
  })

  it('reports what is left, including its own', async () => {
    const rate = { requestsPerSecond: 1, capacity: 1_000 }
    const takeFromRate = createTokenLots(sharedBucket(rate).take)
    const remaining = []
    for (let i = 0; i < 4; i++) remaining.push((await takeFromRate('thor', rate)).remaining)
    expect(remaining).toEqual([999, 998, 997, 996])
  })
})
