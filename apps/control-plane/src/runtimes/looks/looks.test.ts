import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { RunningPart } from '../runtime.ts'
import { createLooks } from './looks.ts'
import { usualPace } from './pace.ts'

const hourMs = 3_600_000

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

/** Looks at services that each answer as `silent` says: by default, well. */
function open(lookAt: (url: string) => Promise<RunningPart | undefined> = async () => undefined) {
  const looked: string[] = []
  const hung: string[] = []
  const looks = createLooks({
    lookAt(url) {
      looked.push(url)
      return lookAt(url)
    },
    onHung: (tenantId) => hung.push(tenantId),
  })
  return { looks, looked, hung }
}

const tenant = (tenantId: string) => ({ tenantId, internalUrl: `http://${tenantId}` })
const many = (count: number) => Array.from({ length: count }, (_, n) => tenant(`t${n}`))

describe('looks at tenants that answer', () => {
  it('are few: some at first, then two a minute', async () => {
    const { looks, looked } = open()
    looks.follow([tenant('odin')])
    await vi.advanceTimersByTimeAsync(hourMs)
    const inFirstMinute = 8
    expect(looked.length).toBeLessThanOrEqual(inFirstMinute + hourMs / (0.8 * 30_000))
    expect(looked.length).toBeGreaterThanOrEqual(hourMs / (1.2 * 30_000) - 1)
    looks.close()
  })

  it('stay as few when the same tenants are followed again and again', async () => {
    const { looks, looked } = open()
    const following = setInterval(() => looks.follow([tenant('odin')]), 1_000)
    await vi.advanceTimersByTimeAsync(hourMs)
    expect(looked.length).toBeLessThan(160)
    clearInterval(following)
    looks.close()
  })

  it('spread out, so that those who began together are not looked at together', async () => {
    const { looks, looked } = open()
    looks.follow(many(50))
    await vi.advanceTimersByTimeAsync(hourMs)
    looked.length = 0
    const seconds: number[] = []
    for (let second = 0; second < 60; second++) {
      const before = looked.length
      await vi.advanceTimersByTimeAsync(1_000)
      seconds.push(looked.length - before)
    }
    expect(Math.max(...seconds)).toBeLessThan(15)
    looks.close()
  })

  it('come soon where a tenant is in use', async () => {
    const { looks, looked } = open()
    looks.follow([tenant('odin'), tenant('freya')])
    await vi.advanceTimersByTimeAsync(hourMs)
    looked.length = 0
    looks.hasten('freya')
    await vi.advanceTimersByTimeAsync(1_200)
    expect(looked).toContain('http://freya')
    looks.close()
  })

  it('end with those who are followed no more', async () => {
    const { looks, looked } = open()
    looks.follow([tenant('odin')])
    looks.follow([])
    await vi.advanceTimersByTimeAsync(hourMs)
    expect(looked).toEqual([])
    expect(vi.getTimerCount()).toBe(0)
  })
})

describe('a tenant that does not answer', () => {
  const { firstMs, maxMissed, startMs } = usualPace
  const upTo = (ms: number) => 1.2 * ms

  /** Followed for an hour while it was well, then silent. */
  async function fallsSilent(part: RunningPart) {
    let silent: RunningPart | undefined
    const opened = open(async () => silent)
    opened.looks.follow([tenant('odin')])
    await vi.advanceTimersByTimeAsync(hourMs)
    silent = part
    await vi.advanceTimersByTimeAsync(upTo(usualPace.longestMs) + maxMissed * upTo(firstMs))
    return {
      ...opened,
      async answersAgain() {
        silent = undefined
        await vi.advanceTimersByTimeAsync(upTo(firstMs))
      },
    }
  }

  it.each(['service', 'postgres'] as const)('counts as hung in its %s alone', async (part) => {
    const { looks, hung } = await fallsSilent(part)
    const other = part === 'service' ? 'postgres' : 'service'
    expect([looks.isHung('odin', part), looks.isHung('odin', other)]).toEqual([true, false])
    expect(hung).toEqual(['odin'])
    looks.close()
  })

  it('is well again with its first answer', async () => {
    const { looks, answersAgain } = await fallsSilent('service')
    await answersAgain()
    expect(looks.isHung('odin', 'service')).toBe(false)
    looks.close()
  })

  it('is forgotten when it was started again', async () => {
    const { looks } = await fallsSilent('service')
    looks.forget('odin')
    expect(looks.isHung('odin', 'service')).toBe(false)
  })

  it('is forgotten when another has started it again', async () => {
    const { looks } = await fallsSilent('service')
    looks.follow([{ ...tenant('odin'), instance: 'the first' }])
    expect(looks.isHung('odin', 'service')).toBe(true)
    looks.follow([{ ...tenant('odin'), instance: 'the second' }])
    expect(looks.isHung('odin', 'service')).toBe(false)
    looks.close()
  })

  it('may take its time until it has answered once', async () => {
    const { looks, hung } = open(async () => 'service')
    looks.follow([tenant('odin')])
    await vi.advanceTimersByTimeAsync(startMs - 1)
    expect(hung).toEqual([])
    await vi.advanceTimersByTimeAsync(upTo(firstMs))
    expect(hung).toEqual(['odin'])
    looks.close()
  })

  it('has no such time where it was launched, and answered then', async () => {
    const { looks, hung } = open(async () => 'service')
    looks.answered(tenant('odin'))
    await vi.advanceTimersByTimeAsync(maxMissed * upTo(firstMs))
    expect(hung).toEqual(['odin'])
    looks.close()
  })

  it('may miss looks now and then', async () => {
    let looksTaken = 0
    const { looks, hung } = open(async () =>
      looksTaken++ % maxMissed === 0 ? undefined : 'service',
    )
    looks.follow([tenant('odin')])
    await vi.advanceTimersByTimeAsync(hourMs)
    expect(hung).toEqual([])
    looks.close()
  })
})

describe('many looks at once', () => {
  it('are never more than the bound, however many are due and however long they take', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 80 }),
        fc.integer({ min: 0, max: 5_000 }),
        bounded,
      ),
      { numRuns: 20 },
    )
  })

  async function bounded(tenants: number, tookMs: number): Promise<void> {
    let underWay = 0
    let most = 0
    const { looks, looked } = open(async () => {
      underWay += 1
      most = Math.max(most, underWay)
      await new Promise((resolve) => setTimeout(resolve, tookMs))
      underWay -= 1
      return undefined
    })
    looks.follow(many(tenants))
    await vi.advanceTimersByTimeAsync(120_000)
    expect(most).toBeLessThanOrEqual(usualPace.atOnce)
    expect(new Set(looked).size).toBe(tenants)
    looks.close()
  }
})
