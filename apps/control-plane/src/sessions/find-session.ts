import type { ApiKey } from '../api-keys/api-key.entity.ts'
import { hashKey } from '../api-keys/hash-key.ts'
import type { Orm } from '../database/open-orm.ts'
import { Session } from './session.entity.ts'

export interface SignedIn {
  key: ApiKey
  expiresAt: Date
}

/**
 * Whose session this is, as its key stands now: its scopes are those that the key has at this moment, and
 * with a key that was revoked or replaced the session has ended.
 */
export async function findSession(orm: Orm, token: string): Promise<SignedIn | null> {
  const where = { hash: hashKey(token), expiresAt: { $gt: new Date() } }
  const session = await orm.em.fork().findOne(Session, where, { populate: ['apiKey'] })
  if (!session) return null
  const { apiKey: key, keyHash, expiresAt } = session
  if (key.revokedAt || key.hash !== keyHash) return null
  return { key, expiresAt }
}
