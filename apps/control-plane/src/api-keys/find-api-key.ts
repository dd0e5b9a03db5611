import type { EntityManager } from '@mikro-orm/postgresql'
import type { Orm } from '../database/open-orm.ts'
import { ApiKey } from './api-key.entity.ts'
import { hashKey } from './hash-key.ts'

/** The key's last use is told to the minute, so that reading does not write. */
const useNotedEveryMs = 60_000

/** The API key with this secret, if there is one that holds. It is looked up by its hash, whose bytes nobody can aim at. */
export async function findApiKey(orm: Orm, secret: string): Promise<ApiKey | null> {
  const em = orm.em.fork()
  const key = await em.findOne(ApiKey, { hash: hashKey(secret), revokedAt: null })
  if (key) await noteUse(em, key)
  return key
}

/** Notes that a key is used now. */
export async function noteUse(em: EntityManager, { id, lastUsedAt }: ApiKey): Promise<void> {
  if (Date.now() - (lastUsedAt?.getTime() ?? 0) <= useNotedEveryMs) return
  await em.nativeUpdate(ApiKey, { id }, { lastUsedAt: new Date() })
}
