import { createLogger } from '@mt/shared/logger'
import fc from 'fast-check'
import { afterEach, describe, expect, it } from 'vitest'
import { createUsageCounter, type UsageCounter } from './usage-counter.ts'
import type { UsageBatch } from './usage-store.ts'

const running: UsageCounter[] = []
afterEach(() => Promise.all(running.splice(0).map((counter) => counter.close())))

/** A counter whose store accepts each batch once, and may fail before or after that. */
function setUp() {
  const world = {
    nowMs: Date.parse('2026-11-23T23:59:59Z'),
    fails: undefined as 'before' | 'after' | undefined,
    taken: new Map<number, UsageBatch>(),
  }
  const store = {
    async add(batch: UsageBatch) {
      if (world.fails === 'before') throw new Error('away')
      if (!world.taken.has(batch.sequence)) world.taken.set(batch.sequence, batch)
      if (world.fails === 'after') throw new Error('no answer')
    },
  }
  const counter = createUsageCounter({
    ...{ store, logger: createLogger('test', 'silent'), nowMs: () => world.nowMs },
  })
  running.push(counter)
  const stored = () => {
    const sums: Record<string, number> = {}
    for (const { day, requests } of world.taken.values()) {
      for (const [tenantId, n] of requests) {
        sums[`${day} ${tenantId}`] = (sums[`${day} ${tenantId}`] ?? 0) + n
      }
    }
    return sums
  }
  return { world, counter, stored }
}

describe('createUsageCounter', () => {
  it('counts by tenant and day', async () => {
    const { world, counter, stored } = setUp()
    counter.count('thor')
    counter.count('thor')
    world.nowMs += 1_000
    counter.count('thor')
    counter.count('loki')
    await counter.flush()
    expect(stored()).toEqual({
      ...{ '2026-11-23 thor': 2, '2026-11-24 thor': 1, '2026-11-24 loki': 1 },
    })
  })

  it('stores many tenants in several batches', async () => {
    const { world, counter, stored } = setUp()
    for (let i = 0; i < 2_500; i++) counter.count(`t-${i}`)
    await counter.flush()
    expect(world.taken.size).toBe(3)
    expect(Object.keys(stored())).toHaveLength(2_500)
  })

  it('counts each request once, however often the store fails', async () => {
    const action = fc.constantFrom('count', 'flush', 'fail before', 'fail after', 'heal')
    const play = async (actions: string[]) => {
      const { world, counter, stored } = setUp()
      let counted = 0
      for (const each of actions) {
        if (each === 'count') counter.count('thor')
        if (each === 'count') counted += 1
        if (each === 'flush') await counter.flush().catch(() => {})
        if (each === 'fail before') world.fails = 'before'
        if (each === 'fail after') world.fails = 'after'
        if (each === 'heal') world.fails = undefined
      }
      world.fails = undefined
      await counter.close()
      expect(Object.values(stored())).toEqual(counted ? [counted] : [])
    }
    await fc.assert(fc.asyncProperty(fc.array(action, { maxLength: 30 }), play))
  })

  it('gives up the oldest days while the store stays unavailable', async () => {
    const { world, counter, stored } = setUp()
    world.fails = 'before'
    for (let day = 0; day < 10; day++) {
      counter.count('thor')
      world.nowMs += 24 * 60 * 60 * 1_000
    }
    world.fails = undefined
    await counter.flush()
    expect(Object.keys(stored())).toEqual([
      ...['2026-11-30 thor', '2026-12-01 thor', '2026-12-02 thor'],
    ])
  })
})
