import { testServers } from '@mt/shared/testing/servers'
import { Redis } from 'ioredis'
import { it } from 'vitest'

it('forgets a key', async () => {
  const redis = new Redis(testServers().redisUrl)
  await redis.set('forgotten:key', 'x', 'EX', 60)
  redis.disconnect()
})
