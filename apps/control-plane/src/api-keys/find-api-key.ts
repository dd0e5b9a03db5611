import type { Orm } from '../database/open-orm.ts'
import { ApiKey } from './api-key.entity.ts'
import { hashKey } from './hash-key.ts'

/** Finds the valid API key with this secret. The lookup is by its hash, so its timing reveals nothing about stored keys. */
export function findApiKey(orm: Orm, secret: string): Promise<ApiKey | null> {
  return orm.em.fork().findOne(ApiKey, { hash: hashKey(secret), revokedAt: null })
}
