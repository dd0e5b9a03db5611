import { describe, expect, it } from 'vitest'
import { quotaOf } from './quotas.ts'

const seats = { name: 'seats', label: 'Seats', unit: 'seats' }

describe('quotaOf', () => {
  it('is what the tenant’s limits say', () => {
    expect(quotaOf({ limits: { seats: 5 } }, { ...seats, default: 10 })).toBe(5)
  })

  it.each([undefined, {}, { desks: 3 }, { seats: 'many' }])(
    'is the default where the limits are %j',
    (limits) => {
      expect(quotaOf({ limits }, { ...seats, default: 10 })).toBe(10)
      expect(quotaOf({ limits }, seats)).toBeUndefined()
    },
  )
})
