import { addressGroup } from '@mt/credentials/address-group'
import { attemptKey, createAttempts } from '@mt/credentials/attempts'
import type { Redis } from 'ioredis'

/**
 * Slows down clients of one address whose sign-ups are refused again and again, or that probe which names
 * are taken.
 */
export interface SignUpAttempts {
  /** Counts an attempt before anything is looked up for it. Throws a 429 if there were too many. */
  begin(attempt: { tenantId: string; address: string }): Promise<{
    /** Removes the attempt from the count, because it was not refused. */
    withdraw(): Promise<void>
  }>
}

const windowS = 15 * 60

/** Counted like login attempts; a /64 of IPv6 is one address. */
export function createSignUpAttempts(redis: Redis | undefined): SignUpAttempts {
  const attempts = createAttempts(redis, { name: 'polls:sign_up', points: 100, windowS })
  return {
    async begin({ tenantId, address }) {
      const key = attemptKey(tenantId, addressGroup(address))
      await attempts.count(key)
      return { withdraw: () => attempts.takeBack(key) }
    },
  }
}
