import { addressGroup } from '@mt/credentials/address-group'
import { attemptKey, createAttempts } from '@mt/credentials/attempts'
import type { Redis } from 'ioredis'

/** Who tries to log in, and from where. */
export interface LoginAttempt {
  tenantId: string
  username: string
  address: string
}

/**
 * Slows down who guesses passwords. Attempts count against a user *from an address*, and against an
 * address; never against a user name alone, or anybody could lock anybody out. An address of IPv6 counts
 * as its whole /64.
 */
export interface LoginAttempts {
  /** Counts an attempt before its password is looked at. Throws a 429 when there were too many. */
  begin(attempt: LoginAttempt): Promise<{
    succeed(): Promise<void>
    /** The password was not looked at. */
    withdraw(): Promise<void>
  }>
}

const windowS = 15 * 60

/** One count over all processes through Redis; this process counts alone while Redis is away, or where it has none. */
export function createLoginAttempts(redis: Redis | undefined): LoginAttempts {
  const byUser = createAttempts(redis, { name: 'polls:login_user', points: 10, windowS })
  const byAddress = createAttempts(redis, { name: 'polls:login_address', points: 100, windowS })
  return {
    async begin({ tenantId, username, address }) {
      const from = addressGroup(address)
      const userKey = attemptKey(tenantId, username, from)
      const addressKey = attemptKey(tenantId, from)
      await byAddress.count(addressKey)
      await byUser.count(userKey)
      return {
        async succeed() {
          await Promise.all([byUser.forget(userKey), byAddress.takeBack(addressKey)])
        },
        async withdraw() {
          await Promise.all([byUser.takeBack(userKey), byAddress.takeBack(addressKey)])
        },
      }
    },
  }
}
