import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import { describe, expect, it } from 'vitest'
import { createLogger } from './logger.ts'
import { createRedisConnection } from './redis-connection.ts'

/** A connection to a Redis that answers its greeting, and no command. */
async function connectToSilence(options: { commandTimeoutMs?: number } = {}) {
  const running = new AsyncDisposableStack()
  const asked = Promise.withResolvers<void>()
  const server = createServer((socket) =>
    socket.on('data', (data) => {
      if (!data.includes('hello')) return asked.resolve()
      socket.write('%0\r\n')
      socket.write('+OK\r\n'.repeat(data.toString().split('SETINFO').length - 1))
    }),
  )
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  running.defer(() => void server.close())
  const { port } = server.address() as AddressInfo
  const redis = createRedisConnection({
    url: `redis://127.0.0.1:${port}`,
    role: 'test',
    logger: createLogger('test', 'silent'),
    ...options,
  })
  running.defer(() => redis.disconnect())
  await redis.connect()
  const close = () => running.disposeAsync()
  return { redis, asked: asked.promise, close, [Symbol.asyncDispose]: close }
}

describe('createRedisConnection', () => {
  it('gives up a Redis that hangs', async () => {
    await using silence = await connectToSilence()
    await expect(silence.redis.get('x')).rejects.toThrow('Command timed out')
  })

  it('waits for an answer as long as it is configured to', async () => {
    await using silence = await connectToSilence({ commandTimeoutMs: 600_000 })
    const answer = silence.redis.get('x')
    await silence.asked
    silence.redis.disconnect()
    await expect(answer).rejects.toThrow('Connection is closed')
  })

  it('fails at once while Redis is away', async () => {
    const { redis, close } = await connectToSilence({ commandTimeoutMs: 600_000 })
    await close()
    await expect(redis.get('x')).rejects.toThrow()
  })
})
