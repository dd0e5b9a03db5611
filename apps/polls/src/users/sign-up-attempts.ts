import { addressGroup } from '@mt/credentials/address-group'
import { attemptKey, createAttempts } from '@mt/credentials/attempts'
import type { Redis } from 'ioredis'

/** Slows down who signs up again and again and is refused, or tries which names are taken, from one address. */
export interface SignUpAttempts {
  /** Counts an attempt before anything is asked for it. Throws a 429 when there were too many. */
  begin(attempt: { tenantId: string; address: string }): Promise<{
    /** It was not refused. */
    withdraw(): Promise<void>
  }>
}

const windowS = 15 * 60

/** Counts as the attempts to log in are counted; a /64 of IPv6 is one address. */
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
