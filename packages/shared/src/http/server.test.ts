import { once } from 'node:events'
import { connect } from 'node:net'
import { describe, expect, it } from 'vitest'
import { serve } from './server.ts'

describe('close', () => {
  it('waits for no connection on which nothing was sent', async () => {
    const server = await serve({
      host: '127.0.0.1',
      port: 0,
      listener: (_, answer) => answer.end(),
    })
    const socket = connect(server.port, '127.0.0.1')
    socket.on('error', () => {})
    await once(socket, 'connect')
    const closed = once(socket, 'close')
    await server.close(3_600_000)
    await closed
    expect(server.server.listening).toBe(false)
  })

  it('lets a request under way end', async () => {
    const { promise, resolve } = Promise.withResolvers<void>()
    const server = await serve({
      host: '127.0.0.1',
      port: 0,
      listener: (_, answer) => void promise.then(() => answer.end('whole')),
    })
    const asking = fetch(server.url).then((answer) => answer.text())
    await once(server.server, 'request')
    const closed = server.close()
    setTimeout(resolve, 150)
    expect(await asking).toBe('whole')
    await closed
  })
})
