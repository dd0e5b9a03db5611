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

/** Makes an API key and tells it, this once: what is kept is its hash. Throws 409 for a name that is taken. */
export async function createApiKey({ orm }: WithOrm, actor: Actor, wanted: NewApiKey) {
  const { name, scopes } = wanted
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
      `there is, or was, an API key "${name}"; its name tells who did what`,
    )
  }
}
