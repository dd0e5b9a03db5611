import type { ApiKey } from '../api-keys/api-key.entity.ts'
import { hashKey } from '../api-keys/hash-key.ts'
import type { Orm } from '../database/open-orm.ts'
import { Session } from './session.entity.ts'

export interface SignedIn {
  key: ApiKey
  expiresAt: Date
}

/**
 * Finds a session with its API key in its present state: it has the key's present scopes, and ends when the
 * key is revoked or replaced.
 */
export async function findSession(orm: Orm, token: string): Promise<SignedIn | null> {
  const where = { hash: hashKey(token), expiresAt: { $gt: new Date() } }
  const session = await orm.em.fork().findOne(Session, where, { populate: ['apiKey'] })
  if (!session) return null
  const { apiKey: key, keyHash, expiresAt } = session
  if (key.revokedAt || key.hash !== keyHash) return null
  return { key, expiresAt }
}
