/** The owner of a waiting item: a tenant, and one of its clients. */
export interface Owner {
  tenant: string
  client: string
}

/**
 * A queue of bounded length that no tenant, and within a tenant no client, can keep from the others. Each
 * has its own queue, and they are served in rotation. If the capacity is exceeded, whoever has most items
 * loses the newest of them: a newcomer is accepted as long as somebody else has more.
 */
export class FairQueue<Item extends object> {
  readonly #capacity: number
  readonly #all = new Rotation<Item>(() => new Rotation(() => new Fifo()))

  constructor(capacity: number) {
    this.#capacity = capacity
  }

  get size(): number {
    return this.#all.size
  }

  /**
   * Adds an item to the end of its owner's queue. Returns the item that has to leave for it: none while
   * there is room, and the item itself if its owner already has most.
   */
  add(owner: Owner, item: Item): Item | undefined {
    this.#all.add(pathOf(owner), item)
    return this.size > this.#capacity ? this.#all.takeNewest(pathOf(owner)) : undefined
  }

  /** Takes the next item from the queue. */
  next(): Item | undefined {
    return this.#all.takeNext()
  }

  /** Removes an item that no longer waits. */
  remove(owner: Owner, item: Item): void {
    this.#all.takeOut(pathOf(owner), item)
  }
}

/** The keys that lead from the root to an item. */
type Path = readonly string[]

interface Queue<Item> {
  readonly size: number
  add(path: Path, item: Item): void
  takeNext(): Item | undefined
  /** Takes from the longest part; of equally long parts from the one to which `path` leads. */
  takeNewest(path: Path): Item | undefined
  takeOut(path: Path, item: Item): Item | undefined
}

function pathOf({ tenant, client }: Owner): Path {
  return [tenant, client]
}

/** Queues that are served in rotation. */
class Rotation<Item> implements Queue<Item> {
  readonly #newPart: () => Queue<Item>
  /** In the order in which they are served. */
  readonly #parts = new Map<string, Queue<Item>>()
  size = 0

  constructor(newPart: () => Queue<Item>) {
    this.#newPart = newPart
  }

  add([key = '', ...rest]: Path, item: Item): void {
    const part = this.#parts.get(key) ?? this.#newPart()
    this.#parts.set(key, part)
    part.add(rest, item)
    this.size += 1
  }

  takeNext(): Item | undefined {
    const [key = ''] = this.#parts.keys()
    const item = this.#takeFrom(key, (part) => part.takeNext())
    const part = this.#parts.get(key)
    this.#parts.delete(key)
    if (part) this.#parts.set(key, part) // to the end
    return item
  }

  takeNewest([key = '', ...rest]: Path): Item | undefined {
    const longest = this.#longest(key)
    return this.#takeFrom(longest, (part) => part.takeNewest(longest === key ? rest : []))
  }

  takeOut([key = '', ...rest]: Path, item: Item): Item | undefined {
    return this.#takeFrom(key, (part) => part.takeOut(rest, item))
  }

  #longest(preferred: string): string {
    let longest = preferred
    for (const [key, { size }] of this.#parts) {
      if (size > (this.#parts.get(longest)?.size ?? 0)) longest = key
    }
    return longest
  }

  #takeFrom(key: string, take: (part: Queue<Item>) => Item | undefined): Item | undefined {
    const part = this.#parts.get(key)
    const item = part && take(part)
    if (item !== undefined) this.size -= 1
    if (part?.size === 0) this.#parts.delete(key)
    return item
  }
}

/** The items of one owner, first come, first served. */
class Fifo<Item> implements Queue<Item> {
  readonly #items: Item[] = []

  get size(): number {
    return this.#items.length
  }

  add(_: Path, item: Item): void {
    this.#items.push(item)
  }

  takeNext(): Item | undefined {
    return this.#items.shift()
  }

  takeNewest(): Item | undefined {
    return this.#items.pop()
  }

  takeOut(_: Path, item: Item): Item | undefined {
    const at = this.#items.indexOf(item)
    return at < 0 ? undefined : this.#items.splice(at, 1)[0]
  }
}
