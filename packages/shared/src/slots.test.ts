import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createSlots, SlotsBusy } from './slots.ts'

describe('createSlots', () => {
  it('gives slots in the order of the requests', async () => {
    const slots = createSlots(1, 1_000)
    const order: string[] = []
    await slots.take()
    const waiting = ['a', 'b', 'c'].map((name) => slots.take().then(() => order.push(name)))
    for (const slot of waiting) {
      slots.give()
      await slot
    }
    expect(order).toEqual(['a', 'b', 'c'])
  })

  it('refuses a caller that has waited too long, and keeps the slot for others', async () => {
    const slots = createSlots(1, 10)
    await slots.take()
    await expect(slots.take()).rejects.toThrow(SlotsBusy)
    slots.give()
    await expect(slots.take()).resolves.toBeUndefined()
  })

  it('leaves a slot to a holder without one, whatever another hoards', async () => {
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

  it('serves a holder that may have a slot before an earlier one that may not', async () => {
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

  it('serves holders in rotation, however many of one wait', async () => {
    const slots = createSlots(2, 1_000)
    const order: string[] = []
    await slots.take()
    await slots.take()
    const waiting = ['a1', 'a2', 'a3', 'b1'].map((name) => {
      const [holder = ''] = name
      return slots.take(holder).then(() => {
        order.push(name)
        slots.give(holder)
      })
    })
    slots.give()
    await Promise.all(waiting)
    expect(order).toEqual(['a1', 'b1', 'a2', 'a3'])
  })

  it('shares the queue, and refuses a caller that finds it full', async () => {
    const slots = createSlots(1, 60_000, 4)
    await slots.take('other')
    const leaving = new AbortController()
    const waiting = [1, 2].map(() => slots.take('hoarder', leaving.signal))
    await expect(slots.take('hoarder')).rejects.toThrow('too many callers are waiting')
    const third = slots.take('third')
    leaving.abort(new Error('left'))
    for (const each of waiting) await expect(each).rejects.toThrow('left')
    const again = slots.take('hoarder')
    slots.give('other')
    await third
    slots.give('third')
    await again
    expect(slots.taken).toBe(1)
  })

  it('gives nothing to a caller that left while waiting', async () => {
    const slots = createSlots(1, 60_000)
    await slots.take('a')
    const leaving = new AbortController()
    const left = slots.take('b', leaving.signal)
    leaving.abort(new Error('left'))
    await expect(left).rejects.toThrow('left')
    await expect(slots.take('b', leaving.signal)).rejects.toThrow('left')
    slots.give('a')
    expect(slots.taken).toBe(0)
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
          for (let slot = 0; slot < 4; slot++) await slots.take()
          await expect(slots.take()).rejects.toThrow(SlotsBusy)
        },
      ),
      { numRuns: 20 },
    )
  })
})
