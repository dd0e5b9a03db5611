import { testServers } from '@mt/shared/testing/servers'
import { Redis } from 'ioredis'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createRedisScripts } from '../redis-scripts.ts'
import { createRequestsInFlight } from './requests-in-flight.ts'

const redis = new Redis(testServers().redisUrl)
beforeAll(() => redis.ping())
afterAll(() => redis.disconnect())

const setUp = () => {
  const tenantId = crypto.randomUUID()
  const gateway = () => createRequestsInFlight(createRedisScripts(redis))
  return { tenantId, key: `limits:in-flight:${tenantId}`, here: gateway(), there: gateway() }
}

describe('createRequestsInFlight', () => {
  it('lets no more through at once than there are places', async () => {
    const { tenantId, here, there } = setUp()
    const takes = Array.from({ length: 40 }, (_, i) => (i % 2 ? here : there).take(tenantId, 10))
    expect((await Promise.all(takes)).filter((taken) => taken !== undefined)).toHaveLength(10)
  })

  it('gives places back', async () => {
    const { tenantId, here, there, key } = setUp()
    expect(await here.take(tenantId, 1)).toBe(1)
    expect(await there.take(tenantId, 1)).toBeUndefined()
    here.release(tenantId)
    expect(await there.take(tenantId, 1)).toBe(1)
    there.release(tenantId)
    await expect.poll(() => redis.exists(key)).toBe(0)
  })

  it('counts its own alone while Redis is away', async () => {
    const away = { isReady: false, define: () => () => Promise.reject(new Error('away')) }
    const inFlight = createRequestsInFlight(away)
    expect(await inFlight.take('thor', 1)).toBe(1)
    expect(await inFlight.take('thor', 1)).toBeUndefined()
    inFlight.release('thor')
    expect(await inFlight.take('thor', 1)).toBe(1)
  })

  it('forgets a gateway that has not spoken for long', async () => {
    const { tenantId, here, key } = setUp()
    await redis.hset(key, { 'a-dead-gateway': `7 ${Date.now() - 1}`, malformed: 'x' })
    await redis.hset(key, 'another-gateway', `2 ${Date.now() + 60_000}`)
    expect(await here.take(tenantId, 3)).toBe(3)
    expect(await redis.hkeys(key)).toHaveLength(2)
    await redis.del(key)
  })
})
