import { describe, expect, it } from 'vitest'
import type { Rate } from './rate.ts'
import { createTokenLots } from './token-lots.ts'

/** A bucket that nothing fills, which several gateways share. */
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

  it('lets no more through over all gateways than the bucket holds', async () => {
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

  it('lets a lot go that is old, or of another rate', async () => {
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

  it('tells what is left, its own too', async () => {
    const rate = { requestsPerSecond: 1, capacity: 1_000 }
    const takeFromRate = createTokenLots(sharedBucket(rate).take)
    const remaining = []
    for (let i = 0; i < 4; i++) remaining.push((await takeFromRate('thor', rate)).remaining)
    expect(remaining).toEqual([999, 998, 997, 996])
  })
})
