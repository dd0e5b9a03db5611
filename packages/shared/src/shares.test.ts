import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createShares } from './shares.ts'

describe('createShares', () => {
  it('gives one holder up to half, and a newcomer something', () => {
    const shares = createShares(100)
    for (let i = 0; i < 50; i++) expect(shares.tryTake('hoarder')).toBe(true)
    expect(shares.tryTake('hoarder')).toBe(false)
    expect(shares.tryTake('newcomer', 25)).toBe(true)
    expect(shares.tryTake(undefined, 25)).toBe(true)
    expect(shares.free).toBe(0)
  })

  it('never gives more than there is, nor a holder more than half and its last amount', () => {
    const asked = fc.record({
      holder: fc.constantFrom('thor', 'loki', 'odin', undefined),
      amount: fc.integer({ min: 1, max: 40 }),
    })
    fc.assert(
      fc.property(fc.array(asked, { maxLength: 60 }), (all) => {
        const shares = createShares(100)
        const had = all.filter(({ holder, amount }) => shares.tryTake(holder, amount))
        const sumOf = (holder: string) =>
          had.reduce((sum, each) => sum + (each.holder === holder ? each.amount : 0), 0)
        expect(had.reduce((sum, { amount }) => sum + amount, 0)).toBe(100 - shares.free)
        expect(shares.free).toBeGreaterThanOrEqual(0)
        for (const holder of ['thor', 'loki', 'odin']) expect(sumOf(holder)).toBeLessThanOrEqual(70)
        for (const { holder, amount } of had) shares.give(holder, amount)
        expect(shares.tryTake(undefined, 100)).toBe(true)
      }),
    )
  })
})
