import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createLru } from './lru.ts'

describe('createLru', () => {
  it('keeps the values that were used last, and never more than its maximum', () => {
    const key = fc.integer({ min: 0, max: 12 }).map(String)
    const use = fc.record({ key, set: fc.boolean() })
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 8 }), fc.array(use), (max, uses) => {
        const lru = createLru<string>(max)
        // Oldest first.
        let expected: string[] = []
        for (const { key, set } of uses) {
          if (set) lru.set(key, `value ${key}`)
          else expect(lru.get(key)).toBe(expected.includes(key) ? `value ${key}` : undefined)
          if (!set && !expected.includes(key)) continue
          expected = [...expected.filter((each) => each !== key), key].slice(-max)
        }
        expect([...lru.keys()].reverse()).toEqual(expected)
      }),
    )
  })
})
