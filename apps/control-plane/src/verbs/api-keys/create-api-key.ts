import { randomBytes } from 'node:crypto'
import { UniqueConstraintViolationException } from '@mikro-orm/core'
import { conflict } from '@mt/shared/http/problem'
import { newId } from '@mt/shared/ids'
import { ApiKey } from '../../api-keys/api-key.entity.ts'
import { answerApiKey, type NewApiKey } from '../../api-keys/api-key-answer.ts'
import { hashKey } from '../../api-keys/hash-key.ts'
import type { Actor } from '../../audit/actor.ts'
import { writeAudit } from '../../audit/write-audit.ts'
import type { WithOrm } from '../../database/open-orm.ts'

/** Creates an API key and returns it; only its hash is stored. Throws 409 if the name is taken. */
export async function createApiKey({ orm }: WithOrm, actor: Actor, { name, scopes }: NewApiKey) {
  const secret = `mt_${randomBytes(32).toString('base64url')}`
  try {
    return await orm.em.fork().transactional(async (em) => {
      const fixed = { id: newId(), name, scopes, hash: hashKey(secret) }
      const key = em.create(ApiKey, fixed, { persist: true })
      const after = { id: key.id, name, scopes }
      writeAudit(em, { actor, what: 'api_key.created', tenantId: null, before: null, after })
      await em.flush()
      return { ...answerApiKey(key), key: secret }
    })
  } catch (error) {
    if (!(error instanceof UniqueConstraintViolationException)) throw error
    throw conflict(
      'name_taken',
      `the name "${name}" is or was used by an API key, and the audit trail refers to it; choose another`,
    )
  }
}
