import { describe, expect, it } from 'vitest'
import { quotaOf } from './quota-of.ts'

const seats = { name: 'seats', label: 'Seats', unit: 'seats' }

describe('quotaOf', () => {
  it('is what the tenant’s limits set', () => {
    expect(quotaOf({ limits: { seats: 5 } }, { ...seats, default: 10 })).toBe(5)
  })

  it.each([undefined, {}, { desks: 3 }, { seats: 'many' }])(
    'is the default if the limits are %j',
    (limits) => {
      expect(quotaOf({ limits }, { ...seats, default: 10 })).toBe(10)
      expect(quotaOf({ limits }, seats)).toBeUndefined()
    },
  )

  it('is none if the quota is lifted, whatever the default', () => {
    const lifted = { limits: { desks: 3 }, unlimited: ['seats'] }
    expect(quotaOf(lifted, { ...seats, default: 10 })).toBeUndefined()
    expect(quotaOf(lifted, { ...seats, name: 'chairs', default: 10 })).toBe(10)
  })

  it('is the default of a quota that is named like a property of every object', () => {
    expect(quotaOf({ limits: {} }, { ...seats, name: 'constructor', default: 10 })).toBe(10)
  })
})
