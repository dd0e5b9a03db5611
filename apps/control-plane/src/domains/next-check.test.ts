import { describe, expect, it } from 'vitest'
import { nextCheckAt } from './next-check.ts'

const minute = 60_000
const hour = 60 * minute
const day = 24 * hour
const now = new Date('2026-11-26T12:00:00Z')

describe('nextCheckAt', () => {
  it.each([
    ['a new claim', 0, minute],
    ['a claim of an hour', hour, 6 * minute],
    ['a claim of a day', day, 2.4 * hour],
    ['a claim of a year', 365 * day, day],
  ])('checks %s later the older it is, and daily at last', (_, age, delay) => {
    const createdAt = new Date(now.getTime() - age)
    expect(nextCheckAt({ createdAt }, now).getTime() - now.getTime()).toBe(delay)
  })

  it('checks a served domain daily', () => {
    const claim = { createdAt: now, activatedAt: now }
    expect(nextCheckAt(claim, now).getTime() - now.getTime()).toBe(day)
  })
})
