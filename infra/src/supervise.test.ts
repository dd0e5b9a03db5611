import { describe, expect, it, vi } from 'vitest'
import type { LocalServer } from './process/local-server.ts'
import { supervise } from './supervise.ts'

/** A server that the test controls. */
function fakeServer(failingStarts = 0) {
  let life = Promise.withResolvers<void>()
  let starts = 0
  const server: LocalServer = {
    url: 'fake:',
    port: 1,
    pid: 1,
    get exited() {
      return life.promise
    },
    async kill() {
      life.resolve()
    },
    async restart() {
      starts += 1
      if (starts <= failingStarts) throw new Error('not yet')
      life = Promise.withResolvers<void>()
    },
    stop: vi.fn(async () => life.resolve()),
    [Symbol.asyncDispose]: async () => {},
  }
  return { server, starts: () => starts }
}

function startWatch(failingStarts = 0) {
  const { server, starts } = fakeServer(failingStarts)
  const log = vi.fn<(line: string) => void>()
  const options = { name: 'Redis', log, delays: { retryDelayMs: 1, maxRetryDelayMs: 4 } }
  return { server, starts, log, supervision: supervise(server, options) }
}

describe('supervise', () => {
  it('starts a server again each time it dies', async () => {
    const { server, starts, supervision } = startWatch()
    await server.kill()
    await expect.poll(starts).toBe(1)
    await server.kill()
    await expect.poll(starts).toBe(2)
    await supervision.stop()
  })

  it('keeps trying while starts fail', async () => {
    const { server, log, supervision } = startWatch(4)
    await server.kill()
    await expect.poll(() => log.mock.calls.flat()).toContain('Redis is running again')
    expect(log.mock.calls.filter(([line]) => line.includes('not yet'))).toHaveLength(4)
    await supervision.stop()
  })

  it('does not restart a server that it stops', async () => {
    const { server, starts, supervision } = startWatch()
    await supervision.stop()
    expect(server.stop).toHaveBeenCalledOnce()
    expect(starts()).toBe(0)
  })

  it('stops while starts keep failing', async () => {
    const { server, starts, supervision } = startWatch(Number.POSITIVE_INFINITY)
    await server.kill()
    await expect.poll(starts).toBeGreaterThan(2)
    await supervision.stop()
    expect(server.stop).toHaveBeenCalledOnce()
  })
})
