import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createLocalBuckets } from './local-buckets.ts'

/** Buckets on a clock that the test sets. */
function setUp() {
  const clock = { nowMs: 1_000_000 }
  return { clock, take: createLocalBuckets(() => clock.nowMs) }
}

describe('createLocalBuckets', () => {
  it('admits a full bucket at once, then the rate', () => {
    const { clock, take } = setUp()
    const rate = { requestsPerSecond: 2, capacity: 3 }
    const takeOne = () => take('thor', rate, 1)
    expect([takeOne(), takeOne(), takeOne()]).toEqual([
      { allowed: true, remaining: 2, msUntilMore: 500 },
      { allowed: true, remaining: 1, msUntilMore: 500 },
      { allowed: true, remaining: 0, msUntilMore: 500 },
    ])
    expect(takeOne()).toEqual({ allowed: false, remaining: 0, msUntilMore: 500 })
    clock.nowMs += 400
    expect(takeOne()).toEqual({ allowed: false, remaining: 0, msUntilMore: 100 })
    clock.nowMs += 100
    expect(takeOne()).toMatchObject({ allowed: true, remaining: 0 })
    clock.nowMs += 10_000
    expect(takeOne()).toMatchObject({ allowed: true, remaining: 2 })
  })

  it('takes nothing from the bucket for a lot that is refused', () => {
    const { take } = setUp()
    const rate = { requestsPerSecond: 1, capacity: 10 }
    expect(take('thor', rate, 8).remaining).toBe(2)
    expect(take('thor', rate, 3).allowed).toBe(false)
    expect(take('thor', rate, 2)).toMatchObject({ allowed: true, remaining: 0 })
  })

  it('has a bucket for each tenant', () => {
    const { take } = setUp()
    const rate = { requestsPerSecond: 1, capacity: 1 }
    const tenants = ['thor', 'loki', 'thor', 'loki']
    const allowed = tenants.map((tenant) => take(tenant, rate, 1).allowed)
    expect(allowed).toEqual([true, true, false, false])
  })

  it('keeps from a former rate at most an empty bucket', () => {
    const { clock, take } = setUp()
    take('thor', { requestsPerSecond: 1, capacity: 600 }, 600)
    const raised = { requestsPerSecond: 100, capacity: 200 }
    expect(take('thor', raised, 1)).toEqual({ allowed: false, remaining: 0, msUntilMore: 10 })
    clock.nowMs += 20
    expect(take('thor', raised, 1).allowed).toBe(true)
  })

  it('admits no more in any period than the bucket and what refills it', () => {
    const cases = fc.record({
      requestsPerSecond: fc.integer({ min: 1, max: 5_000 }),
      capacity: fc.integer({ min: 1, max: 5_000 }),
      steps: fc.array(
        fc.record({ pauseMs: fc.nat(3_000), asked: fc.integer({ min: 1, max: 40 }) }),
      ),
    })
    fc.assert(
      fc.property(cases, ({ requestsPerSecond, capacity, steps }) => {
        const { clock, take } = setUp()
        const startedMs = clock.nowMs
        let allowed = 0
        for (const { pauseMs, asked } of steps) {
          clock.nowMs += pauseMs
          for (let n = 0; n < asked; n++) {
            if (take('thor', { requestsPerSecond, capacity }, 1).allowed) allowed += 1
          }
          // Half a millisecond is a rounding error.
          const passedMs = clock.nowMs - startedMs + 0.5
          expect(allowed).toBeLessThanOrEqual(
            capacity + (passedMs * requestsPerSecond) / 1_000 + 1e-6,
          )
        }
      }),
    )
  })
})
