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
})
