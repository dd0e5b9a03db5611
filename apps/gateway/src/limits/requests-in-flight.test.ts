import { removeKeys } from '@mt/shared/testing/remove-keys'
import { testServers } from '@mt/shared/testing/servers'
import fc from 'fast-check'
import { Redis } from 'ioredis'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createRedisScripts } from '../redis-scripts.ts'
import { createRequestsInFlight } from './requests-in-flight.ts'

const redis = new Redis(testServers().redisUrl)
beforeAll(() => redis.ping())
afterAll(async () => {
  redis.disconnect()
  await removeKeys(testServers().redisUrl, 'gateway')
})

const setUp = () => {
  const tenantId = crypto.randomUUID()
  const gateway = () => createRequestsInFlight(createRedisScripts(redis))
  return { tenantId, key: `limits:in-flight:${tenantId}`, here: gateway(), there: gateway() }
}

describe('createRequestsInFlight', () => {
  it('admits no more at once than there are slots', async () => {
    const { tenantId, here, there } = setUp()
    const takes = Array.from({ length: 40 }, (_, i) => (i % 2 ? here : there).take(tenantId, 10))
    expect((await Promise.all(takes)).filter((taken) => taken !== undefined)).toHaveLength(10)
  })

  it('gives slots back', async () => {
    const { tenantId, here, there, key } = setUp()
    expect(await here.take(tenantId, 1)).toBe(1)
    expect(await there.take(tenantId, 1)).toBeUndefined()
    here.give(tenantId)
    expect(await there.take(tenantId, 1)).toBe(1)
    there.give(tenantId)
    await expect.poll(() => redis.exists(key)).toBe(0)
  })

  it('counts only its own while Redis is away', async () => {
    const away = { isReady: false, define: () => () => Promise.reject(new Error('away')) }
    const inFlight = createRequestsInFlight(away)
    expect(await inFlight.take('thor', 1)).toBe(1)
    expect(await inFlight.take('thor', 1)).toBeUndefined()
    inFlight.give('thor')
    expect(await inFlight.take('thor', 1)).toBe(1)
  })

  it('does not ask Redis about a tenant that is far from its limit', async () => {
    const { tenantId, here, there, key } = setUp()
    const take = async () => here.takeLocally(tenantId, 20) || (await here.take(tenantId, 20))
    expect([await take(), await take()]).toEqual([true, true])
    expect(await redis.exists(key)).toBe(0)
    expect(await take()).toBe(3)
    expect(await redis.hvals(key)).toEqual([expect.stringMatching(/^3 /)])
    expect(await there.take(tenantId, 20)).toBe(4)
    for (let left = 3; left > 0; left--) here.give(tenantId)
    await expect.poll(() => redis.hvals(key)).toEqual([expect.stringMatching(/^1 /)])
    there.give(tenantId)
    await expect.poll(() => redis.exists(key)).toBe(0)
  })

  it('admits at most a tenth more for each gateway, in whatever order requests arrive', async () => {
    const steps = fc.array(fc.tuple(fc.boolean(), fc.boolean()), { maxLength: 80 })
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 30 }), steps, async (max, all) => {
        const { tenantId, here, there, key } = setUp()
        const held = new Map([
          [here, 0],
          [there, 0],
        ])
        for (const [isHere, isTake] of all) {
          const gateway = isHere ? here : there
          const own = held.get(gateway) ?? 0
          if (isTake) {
            const taken =
              gateway.takeLocally(tenantId, max) ||
              (await gateway.take(tenantId, max)) !== undefined
            if (taken) held.set(gateway, own + 1)
          } else if (own > 0) {
            gateway.give(tenantId)
            held.set(gateway, own - 1)
          }
          const sum = [...held.values()].reduce((one, other) => one + other)
          expect(sum).toBeLessThanOrEqual(max + Math.floor(max / 10))
        }
        for (const [gateway, own] of held) for (let i = 0; i < own; i++) gateway.give(tenantId)
        await expect.poll(() => redis.exists(key)).toBe(0)
      }),
      { numRuns: 30 },
    )
  })

  it('forgets a gateway that has not reported for long', async () => {
    const { tenantId, here, key } = setUp()
    await redis.hset(key, { 'a-dead-gateway': `7 ${Date.now() - 1}`, malformed: 'x' })
    await redis.hset(key, 'another-gateway', `2 ${Date.now() + 60_000}`)
    expect(await here.take(tenantId, 3)).toBe(3)
    expect(await redis.hkeys(key)).toHaveLength(2)
    await redis.del(key)
  })
})
