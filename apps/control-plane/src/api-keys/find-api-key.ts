import type { Orm } from '../database/open-orm.ts'
import { ApiKey } from './api-key.entity.ts'
import { hashKey } from './hash-key.ts'

/** The API key with this secret, if there is one that holds. It is looked up by its hash, whose bytes nobody can aim at. */
export function findApiKey(orm: Orm, secret: string): Promise<ApiKey | null> {
  return orm.em.fork().findOne(ApiKey, { hash: hashKey(secret), revokedAt: null })
}
