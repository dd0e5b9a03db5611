import { LRUCache } from 'lru-cache'

/**
 * A map of at most `max` values by text, which forgets the one that was used least recently. It grows as it
 * is filled: given `max`, lru-cache would reserve all memory at once, which takes a gateway 70 ms at its
 * start.
 */
export function createLru<Value extends NonNullable<unknown>>(
  max: number,
): LRUCache<string, Value> {
  return new LRUCache({ maxSize: max, sizeCalculation: () => 1 })
}
