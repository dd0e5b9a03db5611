/** For whom something waits: a tenant, and within it one of its clients. */
export interface Owner {
  tenant: string
  client: string
}

/**
 * A line of bounded length that no tenant, and within a tenant no client, can keep from the others. Each
 * has a line of its own, and they are served in turn. When all places are taken, whoever has most waiting
 * loses the newest of them: a newcomer finds a place for as long as somebody else has more.
 */
export class FairLine<Item extends object> {
  readonly #places: number
  readonly #all = new Fork<Item>(() => new Fork(() => new Tip()))

  constructor(places: number) {
    this.#places = places
  }

  get size(): number {
    return this.#all.size
  }

  /**
   * Puts an item at the end of its owner's line. Answers with the item that has to leave for it: none
   * while there is room, and the item itself where its owner has most already.
   */
  add(owner: Owner, item: Item): Item | undefined {
    this.#all.add(pathOf(owner), item)
    return this.size > this.#places ? this.#all.takeNewest(pathOf(owner)) : undefined
  }

  /** Takes the next item out of the line. */
  next(): Item | undefined {
    return this.#all.takeNext()
  }

  /** Takes out an item that does not wait any more. */
  remove(owner: Owner, item: Item): void {
    this.#all.takeOut(pathOf(owner), item)
  }
}

/** The keys by which an item is found from the root. */
type Path = readonly string[]

interface Line<Item> {
  readonly size: number
  add(path: Path, item: Item): void
  takeNext(): Item | undefined
  /** Out of the longest part. Of parts that are equally long it is the one that `path` leads to. */
  takeNewest(path: Path): Item | undefined
  takeOut(path: Path, item: Item): Item | undefined
}

function pathOf({ tenant, client }: Owner): Path {
  return [tenant, client]
}

/** Lines that are served in turn. */
class Fork<Item> implements Line<Item> {
  readonly #newPart: () => Line<Item>
  /** In the order in which their turns come. */
  readonly #parts = new Map<string, Line<Item>>()
  size = 0

  constructor(newPart: () => Line<Item>) {
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
    if (part) this.#parts.set(key, part) // behind the others
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

  #takeFrom(key: string, take: (part: Line<Item>) => Item | undefined): Item | undefined {
    const part = this.#parts.get(key)
    const item = part && take(part)
    if (item !== undefined) this.size -= 1
    if (part?.size === 0) this.#parts.delete(key)
    return item
  }
}

/** The items of one owner, first come, first served. */
class Tip<Item> implements Line<Item> {
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
