import { addressGroup } from '@mt/credentials/address-group'
import { attemptKey, createAttempts } from '@mt/credentials/attempts'
import type { Redis } from 'ioredis'

/** The user name of a login attempt, and where it came from. */
export interface LoginAttempt {
  tenantId: string
  username: string
  address: string
}

/**
 * Slows down password guessing. Attempts count against a user *from an address*, and against an address;
 * never against a user name alone, or anybody could lock anybody out. An IPv6 address counts as its whole
 * /64.
 */
export interface LoginAttempts {
  /** Counts an attempt before its password is checked. Throws a 429 if there were too many. */
  begin(attempt: LoginAttempt): Promise<{
    succeed(): Promise<void>
    /** Removes the attempt from the count, because the password was not checked. */
    withdraw(): Promise<void>
  }>
}

const windowS = 15 * 60

/**
 * All processes share one count through Redis; a process counts alone while Redis is unavailable, or if it
 * has none.
 */
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
