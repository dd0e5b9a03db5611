import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createSlots, SlotsBusy } from './slots.ts'

describe('createSlots', () => {
  it('gives places out in the order of asking', async () => {
    const slots = createSlots(1, 1_000)
    const order: string[] = []
    await slots.take()
    const waiting = ['a', 'b', 'c'].map((name) => slots.take().then(() => order.push(name)))
    for (const turn of waiting) {
      slots.give()
      await turn
    }
    expect(order).toEqual(['a', 'b', 'c'])
  })

  it('refuses who has waited too long and keeps the place for others', async () => {
    const slots = createSlots(1, 10)
    await slots.take()
    await expect(slots.take()).rejects.toThrow(SlotsBusy)
    slots.give()
    await expect(slots.take()).resolves.toBeUndefined()
  })

  it('leaves a place to who has none, whatever another hoards', async () => {
    const slots = createSlots(8, 10)
    let hoarded = 0
    while (
      await slots.take('hoarder').then(
        () => true,
        () => false,
      )
    )
      hoarded += 1
    expect(hoarded).toBe(4)
    await slots.take('second')
    await slots.take('second')
    await expect(slots.take('second')).rejects.toThrow(SlotsBusy)
    await expect(slots.take('third')).resolves.toBeUndefined()
    await expect(slots.take('fourth')).resolves.toBeUndefined()
  })

  it('serves who may have a place before an earlier one who may not', async () => {
    const slots = createSlots(2, 1_000)
    const order: string[] = []
    await slots.take('a')
    await slots.take('b')
    const waiting = ['a', 'c'].map((name) => slots.take(name).then(() => order.push(name)))
    slots.give('b')
    await waiting[1]
    slots.give('a')
    slots.give('c')
    await Promise.all(waiting)
    expect(order).toEqual(['c', 'a'])
  })

  it('gives back as many as were taken, in any order of holders', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.constantFrom('a', 'b', undefined), { maxLength: 30 }),
        async (asked) => {
          const slots = createSlots(4, 0)
          const taken: (string | undefined)[] = []
          for (const holder of asked) {
            await slots.take(holder).then(
              () => taken.push(holder),
              () => {},
            )
          }
          expect(taken.length).toBeLessThanOrEqual(4)
          for (const holder of taken) slots.give(holder)
          for (let place = 0; place < 4; place++) await slots.take()
          await expect(slots.take()).rejects.toThrow(SlotsBusy)
        },
      ),
      { numRuns: 20 },
    )
  })
})
