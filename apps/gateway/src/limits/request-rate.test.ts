import { removeKeys } from '@mt/shared/testing/remove-keys'
import { testServers } from '@mt/shared/testing/servers'
import fc from 'fast-check'
import { Redis } from 'ioredis'
import { afterAll, describe, expect, it } from 'vitest'
import { createRedisScripts, type RedisScripts } from '../redis-scripts.ts'
import { createLocalBuckets } from './local-buckets.ts'
import { createRequestRate } from './request-rate.ts'
import { defineTakeTokens } from './take-tokens.ts'

const redis = new Redis(testServers().redisUrl)
afterAll(async () => {
  redis.disconnect()
  await removeKeys(testServers().redisUrl, 'gateway')
})

/** The rate as real gateways count it, and the number of calls to Redis. */
function setUp() {
  const scripts = createRedisScripts(redis)
  let asked = 0
  const take = createRequestRate({
    isReady: true,
    define(name, script) {
      const run = scripts.define(name, script)
      return (args) => {
        asked += 1
        return run(args)
      }
    },
  })
  return { take, asked: () => asked, tenantId: crypto.randomUUID() }
}

describe('createRequestRate', () => {
  it('admits exactly a full bucket at once', async () => {
    const { take, tenantId } = setUp()
    const rate = { requestsPerSecond: 0.01, capacity: 50 }
    const answers = await Promise.all(Array.from({ length: 80 }, () => take(tenantId, rate)))
    expect(answers.filter(({ allowed }) => allowed)).toHaveLength(50)
    const remaining = answers.filter(({ allowed }) => allowed).map((answer) => answer.remaining)
    expect(remaining).toEqual(Array.from({ length: 50 }, (_, i) => 49 - i))
  })

  it('does not ask Redis about a tenant that was just refused', async () => {
    const { take, asked, tenantId } = setUp()
    const rate = { requestsPerSecond: 0.01, capacity: 1 }
    for (let i = 0; i < 10; i++) await take(tenantId, rate)
    expect(asked()).toBe(2)
  })

  it('applies a change of the rate at once', async () => {
    const { take, tenantId } = setUp()
    expect((await take(tenantId, { requestsPerSecond: 0.01, capacity: 1 })).allowed).toBe(true)
    expect((await take(tenantId, { requestsPerSecond: 0.01, capacity: 1 })).allowed).toBe(false)
    expect((await take(tenantId, { requestsPerSecond: 100, capacity: 20_000 })).allowed).toBe(true)
  })

  it('applies a raised rate at once', async () => {
    const { take, tenantId } = setUp()
    await Promise.all(
      Array.from({ length: 150 }, () => take(tenantId, { requestsPerSecond: 1, capacity: 150 })),
    )
    const { msUntilMore } = await take(tenantId, { requestsPerSecond: 100, capacity: 100 })
    expect(msUntilMore).toBeLessThanOrEqual(11)
  })

  it('admits 150 requests at once if the bucket holds 2,000', async () => {
    const { take, tenantId } = setUp()
    const rate = { requestsPerSecond: 0.01, capacity: 2_000 }
    await take(tenantId, rate)
    const answers = await Promise.all(Array.from({ length: 150 }, () => take(tenantId, rate)))
    expect(answers.filter(({ allowed }) => allowed)).toHaveLength(150)
  })

  it('takes single tokens if no lot is left', async () => {
    const [{ take, tenantId }, other] = [setUp(), setUp()]
    const rate = { requestsPerSecond: 0.01, capacity: 2_000 }
    await take(tenantId, rate)
    // Another gateway leaves ten tokens.
    const takeThere = () => other.take(tenantId, rate)
    await Promise.all(Array.from({ length: 1_989 }, takeThere))
    const answers = await Promise.all(Array.from({ length: 12 }, () => take(tenantId, rate)))
    expect(answers.filter(({ allowed }) => allowed)).toHaveLength(10)
  })

  it('keeps nothing in Redis of a bucket that is full', async () => {
    const { take, tenantId } = setUp()
    await take(tenantId, { requestsPerSecond: 100, capacity: 100 })
    await expect.poll(() => redis.exists(`limits:rate:${tenantId}`)).toBe(0)
  })

  it.each<[string, RedisScripts]>([
    ['is away', { isReady: false, define: () => () => Promise.resolve('nobody asks') }],
    ['does not answer', { isReady: true, define: () => () => Promise.reject(new Error('hangs')) }],
  ])('counts alone, by the same bucket, while Redis %s', async (_, scripts) => {
    let nowMs = 0
    const take = createRequestRate(scripts, () => nowMs)
    const rate = { requestsPerSecond: 1, capacity: 400 }
    const takeMany = (n: number) => Promise.all(Array.from({ length: n }, () => take('thor', rate)))
    const allowed = async (n: number) => (await takeMany(n)).filter((answer) => answer.allowed)
    expect(await allowed(500)).toHaveLength(400)
    nowMs += 5_000
    expect(await allowed(500)).toHaveLength(5)
  })
})

describe('defineTakeTokens', () => {
  it('counts like a bucket in memory', async () => {
    const takeInRedis = defineTakeTokens(createRedisScripts(redis))
    const lots = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 30 })
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 200 }), lots, async (capacity, asked) => {
        const takeHere = createLocalBuckets(() => 0)
        const tenantId = crypto.randomUUID()
        // So slow that nothing refills the bucket while the test runs.
        const rate = { requestsPerSecond: 0.000_1, capacity }
        for (const tokens of asked) {
          const { allowed, remaining } = takeHere(tenantId, rate, tokens)
          expect(await takeInRedis(tenantId, rate, tokens)).toMatchObject({ allowed, remaining })
        }
      }),
      { numRuns: 20 },
    )
  })
})
