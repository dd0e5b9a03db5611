import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { readConfig } from '../config.ts'
import { testEnv } from '../testing/test-env.ts'
import { createUpstreams } from './upstreams.ts'

const pooled = { name: 'polls' }
const dedicated = { name: 'polls-thor', url: 'http://127.0.0.1:2' }
const minuteMs = 60_000
const { upstream: config } = readConfig(await testEnv())

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

describe('createUpstreams', () => {
  it('closes the connections to an unused address', async () => {
    const upstreams = createUpstreams(config)
    const first = upstreams.of(dedicated)
    const close = vi.spyOn(first?.undici as { close(): Promise<void> }, 'close')
    vi.advanceTimersByTime(3 * minuteMs)
    expect(upstreams.of(dedicated)).toBe(first)
    vi.advanceTimersByTime(7 * minuteMs)
    expect(close).toHaveBeenCalledOnce()
    expect(upstreams.of(dedicated)).not.toBe(first)
    await upstreams.close()
  })

  it('keeps those in use, and configured ones', async () => {
    const upstreams = createUpstreams(config)
    const streaming = upstreams.of(dedicated)
    streaming?.exchanges.tryTake('thor')
    const named = upstreams.of(pooled)
    vi.advanceTimersByTime(60 * minuteMs)
    expect(upstreams.of(dedicated)).toBe(streaming)
    expect(upstreams.of(pooled)).toBe(named)
    await upstreams.close()
  })

  it('has no address for a name that is not configured', () => {
    expect(createUpstreams(config).of({ name: 'nobody' })).toBeUndefined()
  })
})
