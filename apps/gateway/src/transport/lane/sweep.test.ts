import { once } from 'node:events'
import { type AddressInfo, connect, createServer } from 'node:net'
import { describe, expect, it } from 'vitest'
import { sweep } from './sweep.ts'

describe('sweep', () => {
  it('checks after a standstill only once what arrived in the meantime is read', async () => {
    const server = createServer((socket) => socket.destroy())
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    let isConnected = false
    const socket = connect((server.address() as AddressInfo).port, '127.0.0.1')
    socket.on('connect', () => {
      isConnected = true
    })
    const checked = Promise.withResolvers<boolean>()
    const sweeping = sweep(10, () => checked.resolve(isConnected))
    await new Promise((resolve) => process.nextTick(resolve)) // the connection is requested
    standStill(50)
    expect(await checked.promise).toBe(true)
    clearInterval(sweeping)
    socket.destroy()
    server.close()
  })
})

function standStill(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms)
}
