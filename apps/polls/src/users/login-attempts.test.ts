import { newId } from '@mt/shared/ids'
import { removeKeys } from '@mt/shared/testing/remove-keys'
import { testServers } from '@mt/shared/testing/servers'
import { Redis } from 'ioredis'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createLoginAttempts } from './login-attempts.ts'

const redis = new Redis(testServers().redisUrl, { lazyConnect: true, retryStrategy: () => null })
const away = new Redis('redis://127.0.0.1:1', { lazyConnect: true, enableOfflineQueue: false })
away.on('error', () => {})

beforeAll(() => redis.connect())
afterAll(async () => {
  redis.disconnect()
  away.disconnect()
  await removeKeys(testServers().redisUrl, 'polls')
})

describe.each([
  ['with Redis', redis],
  ['without Redis', away],
])('createLoginAttempts %s', (_, connection) => {
  const attempts = createLoginAttempts(connection)

  it('refuses the eleventh failed attempt at a user from one address', async () => {
    const attempt = { tenantId: newId(), username: 'alice', address: '192.0.2.1' }
    for (let i = 0; i < 10; i++) await attempts.begin(attempt)
    await expect(attempts.begin(attempt)).rejects.toMatchObject({
      status: 429,
      code: 'too_many_attempts',
    })
  })

  it('locks nobody out by user name alone', async () => {
    const attempt = { tenantId: newId(), username: 'alice', address: '192.0.2.1' }
    for (let i = 0; i < 11; i++) await attempts.begin(attempt).catch(() => {})
    await expect(attempts.begin({ ...attempt, address: '192.0.2.2' })).resolves.toBeDefined()
    await expect(attempts.begin({ ...attempt, tenantId: newId() })).resolves.toBeDefined()
  })

  it('refuses an address that tries many users', async () => {
    const tenantId = newId()
    const tries = Array.from({ length: 101 }, (_, i) => {
      return attempts.begin({ tenantId, username: `user-${i}`, address: '192.0.2.3' })
    })
    const refused = (await Promise.allSettled(tries)).filter(({ status }) => status === 'rejected')
    expect(refused).toHaveLength(1)
  })

  it('forgets failures after a success', async () => {
    const attempt = { tenantId: newId(), username: 'alice', address: '192.0.2.4' }
    for (let i = 0; i < 30; i++) {
      const { succeed } = await attempts.begin(attempt)
      await succeed()
    }
    await expect(attempts.begin(attempt)).resolves.toBeDefined()
  })
})
