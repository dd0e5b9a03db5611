import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { FairQueue, type Owner } from './fair-queue.ts'

interface Item extends Owner {
  number: number
}

const owner = fc.record({
  tenant: fc.constantFrom('thor', 'loki', 'odin'),
  client: fc.constantFrom('a', 'b', 'c'),
})

describe('FairQueue', () => {
  it('serves tenants in rotation, and the clients of each in rotation', () => {
    const line = new FairQueue<Item>(100)
    for (const client of ['a', 'a', 'a', 'b']) add(line, { tenant: 'thor', client })
    for (const client of ['x', 'x']) add(line, { tenant: 'loki', client })
    const served = takeAll(line).map(({ tenant, client }) => `${tenant} ${client}`)
    expect(served).toEqual(['thor a', 'loki x', 'thor b', 'loki x', 'thor a', 'thor a'])
  })

  it('serves a newcomer second, however many wait for another tenant', () => {
    const line = new FairQueue<Item>(100)
    for (let i = 0; i < 90; i++) add(line, { tenant: 'thor', client: 'a' })
    add(line, { tenant: 'loki', client: 'x' })
    expect([line.next(), line.next()].map((item) => item?.tenant)).toEqual(['thor', 'loki'])
  })

  it('makes room for a newcomer at the cost of whoever has most', () => {
    const line = new FairQueue<Item>(3)
    const [first, second, third] = ['a', 'a', 'a'].map((client) => {
      return { tenant: 'thor', client, number: 0 }
    }) as [Item, Item, Item]
    for (const item of [first, second, third]) expect(line.add(item, item)).toBeUndefined()
    const more = { tenant: 'thor', client: 'a', number: 1 }
    expect(line.add(more, more)).toBe(more)
    const neighbour = { tenant: 'thor', client: 'b', number: 2 }
    expect(line.add(neighbour, neighbour)).toBe(third)
    const stranger = { tenant: 'loki', client: 'x', number: 3 }
    expect(line.add(stranger, stranger)).toBe(second)
    expect(takeAll(line)).toEqual([first, stranger, neighbour])
  })

  it('never exceeds its capacity, and refuses nobody who has less than another', () => {
    fc.assert(
      fc.property(fc.array(owner, { maxLength: 60 }), (owners) => {
        const line = new FairQueue<Item>(10)
        const waiting = new Map<string, number>()
        for (const each of owners) {
          const item = { ...each, number: 0 }
          count(waiting, each, 1)
          const left = line.add(each, item)
          if (left) count(waiting, left, -1)
          expect(line.size).toBeLessThanOrEqual(10)
          if (left) expect(waiting.get(left.tenant)).toBeGreaterThanOrEqual(most(waiting) - 1)
        }
      }),
    )
  })

  it('returns each item that was not removed, once and in its owner’s order', () => {
    const moves = fc.array(fc.tuple(owner, fc.boolean()), { maxLength: 60 })
    fc.assert(
      fc.property(moves, (each) => {
        const line = new FairQueue<Item>(1_000)
        const items = each.map(([of, isRemoved], number) => ({ ...of, number, isRemoved }))
        for (const item of items) line.add(item, item)
        const removed = items.filter(({ isRemoved }) => isRemoved)
        for (const item of [...removed, ...removed]) line.remove(item, item)
        expect(line.size).toBe(items.length - removed.length)
        const served = takeAll(line)
        expect(served.toSorted((a, b) => a.number - b.number)).toEqual(
          items.filter(({ isRemoved }) => !isRemoved),
        )
        for (const { tenant, client } of served) {
          const own = served.filter((item) => item.tenant === tenant && item.client === client)
          const numbers = own.map(({ number }) => number)
          expect(numbers).toEqual(numbers.toSorted((a, b) => a - b))
        }
      }),
    )
  })
})

function add(line: FairQueue<Item>, of: Owner): void {
  line.add(of, { ...of, number: 0 })
}

function takeAll(line: FairQueue<Item>): Item[] {
  const items: Item[] = []
  for (let item = line.next(); item; item = line.next()) items.push(item)
  return items
}

function count(waiting: Map<string, number>, { tenant }: Owner, by: 1 | -1): void {
  waiting.set(tenant, (waiting.get(tenant) ?? 0) + by)
}

function most(waiting: Map<string, number>): number {
  return Math.max(...waiting.values())
}
