import { newId } from '@mt/shared/ids'
import type { Orm } from '../database/open-orm.ts'
import { ApiKey } from './api-key.entity.ts'
import { hashKey } from './hash-key.ts'
import type { Scope } from './scopes.ts'

export interface NewApiKey {
  name: string
  secret: string
  scopes: readonly Scope[]
}

/** Stores the hash of an API key under a name, and replaces an earlier key of that name. */
export async function putApiKey(orm: Orm, { name, secret, scopes }: NewApiKey): Promise<void> {
  const key = { id: newId(), name, hash: hashKey(secret), scopes: [...scopes], revokedAt: null }
  await orm.em
    .fork()
    .upsert(
      ApiKey,
      { ...key, createdAt: new Date() },
      { onConflictFields: ['name'], onConflictMergeFields: ['hash', 'scopes', 'revokedAt'] },
    )
}
