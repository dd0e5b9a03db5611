import { createHash, timingSafeEqual } from 'node:crypto'

/** The hash under which a key is kept. Keys are random and long, so a fast hash is enough. */
export function hashKey(key: string): string {
  return createHash('sha256').update(key).digest('hex')
}

/** Whether two keys are the same, in a time that does not tell where they differ. */
export function isSameKey(one: string, other: string): boolean {
  return timingSafeEqual(Buffer.from(hashKey(one)), Buffer.from(hashKey(other)))
}
