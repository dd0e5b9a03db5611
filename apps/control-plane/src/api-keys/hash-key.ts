import { createHash, timingSafeEqual } from 'node:crypto'

/** The hash of a key that is stored. Keys are random and long, so a fast hash is enough. */
export function hashKey(key: string): string {
  return createHash('sha256').update(key).digest('hex')
}

/** Compares two keys in constant time. */
export function isSameKey(one: string, other: string): boolean {
  return timingSafeEqual(Buffer.from(hashKey(one)), Buffer.from(hashKey(other)))
}
