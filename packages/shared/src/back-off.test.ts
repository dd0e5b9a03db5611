import { describe, expect, it } from 'vitest'
import { createBackOff, delayAfter, spreadDelayAfter } from './back-off.ts'

function backOffAt() {
  const clock = { ms: 0 }
  return { clock, backOff: createBackOff(config, () => clock.ms) }
}

const config = { retryDelayMs: 100, maxRetryDelayMs: 1_000 }

describe('delayAfter', () => {
  it('doubles up to its bound, however often it failed', () => {
    const delays = [1, 2, 3, 4, 5, 5_000].map((failures) => delayAfter(failures, config))
    expect(delays).toEqual([100, 200, 400, 800, 1_000, 1_000])
  })
})

describe('spreadDelayAfter', () => {
  it('lies between half of the delay and all of it', () => {
    for (const failures of [1, 2, 3, 4, 5, 5_000]) {
      const whole = delayAfter(failures, config)
      for (let i = 0; i < 20; i++) {
        const delayMs = spreadDelayAfter(failures, config)
        expect(delayMs).toBeGreaterThanOrEqual(whole / 2)
        expect(delayMs).toBeLessThanOrEqual(whole)
      }
    }
  })
})

describe('createBackOff', () => {
  it('allows a first try', () => {
    expect(backOffAt().backOff.mayTry('odin')).toBe(true)
  })

  it('waits longer after each failure, up to a bound', () => {
    const { backOff } = backOffAt()
    const delays = [1, 2, 3, 4, 5, 6].map(() => backOff.failed('odin'))
    expect(delays).toEqual([100, 200, 400, 800, 1_000, 1_000])
    expect(backOff.mayTry('odin')).toBe(false)
    expect(backOff.mayTry('thor')).toBe(true)
  })

  it('counts a death right after the start as a failure', () => {
    const { backOff, clock } = backOffAt()
    backOff.succeeded('odin')
    clock.ms += 150
    expect(backOff.mayTry('odin')).toBe(true)
    expect(backOff.failed('odin')).toBe(200)
  })

  it('forgets failures once it has held', () => {
    const { backOff, clock } = backOffAt()
    for (let i = 0; i < 5; i++) backOff.failed('odin')
    clock.ms += 2_500
    expect(backOff.failed('odin')).toBe(100)
  })
})
