import { testServers } from '@mt/shared/testing/servers'
import { usageDay, usageKey } from '@mt/shared/usage-protocol'
import { Redis } from 'ioredis'
import { afterAll, describe, expect, it } from 'vitest'
import { startTestGateway } from '../testing/test-gateway.ts'

const redis = new Redis(testServers().redisUrl)
afterAll(() => redis.disconnect())

describe('countUsage', () => {
  it('counts served requests, and has stored all counts when the gateway has stopped', async () => {
    const gateway = await startTestGateway((_, outgoing) => outgoing.end())
    const thor = await gateway.putTenant({ limits: { requestsPerSecond: 0.01, burst: 3 } })
    const loki = await gateway.putTenant({ status: 'suspended' })
    for (let i = 0; i < 5; i++) await gateway.send(thor)
    await gateway.send(loki)
    const days = new Set([usageDay(Date.now() - 60_000), usageDay(Date.now())])
    await gateway.stop()
    const counted = async (tenantId: string) => {
      const counts = [...days].map((day) => redis.hget(usageKey(day), tenantId))
      return (await Promise.all(counts)).reduce((sum, n) => sum + Number(n), 0)
    }
    expect(await counted(thor.tenantId)).toBe(3)
    expect(await counted(loki.tenantId)).toBe(0)
    for (const day of days) expect(await redis.ttl(usageKey(day))).not.toBe(-1)
    await gateway.close()
  })
})
