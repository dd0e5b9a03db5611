import { Redis } from 'ioredis'
import { describe, expect, it } from 'vitest'
import { startRedis } from './redis.ts'

describe('startRedis', () => {
  it('serves again on the same port, and empty, after a SIGKILL', async () => {
    await using server = await startRedis()
    const client = new Redis(server.url)
    client.on('error', () => {})
    await client.set('key', 'value')
    const before = server.pid
    await server.kill()
    await server.restart()
    expect(await client.get('key')).toBeNull()
    expect(server.pid).not.toBe(before)
    client.disconnect()
  })
})
