import { LockMode } from '@mikro-orm/core'
import { notFound } from '@mt/shared/http/problem'
import { isId } from '@mt/shared/ids'
import { ApiKey } from '../../api-keys/api-key.entity.ts'
import type { Actor } from '../../audit/actor.ts'
import { writeAudit } from '../../audit/write-audit.ts'
import type { WithOrm } from '../../database/open-orm.ts'

/** Revokes an API key at once. Revoking it again changes nothing. Throws 404. */
export async function revokeApiKey({ orm }: WithOrm, actor: Actor, idOrName: string) {
  await orm.em.fork().transactional(async (em) => {
    const where = isId(idOrName) ? { id: idOrName } : { name: idOrName }
    const key = await em.findOne(ApiKey, where, { lockMode: LockMode.PESSIMISTIC_WRITE })
    if (!key) throw notFound(`there is no API key “${idOrName}”`)
    if (key.revokedAt) return
    key.revokedAt = new Date()
    const before = { id: key.id, name: key.name, scopes: key.scopes }
    writeAudit(em, { actor, what: 'api_key.revoked', tenantId: null, before, after: null })
    await em.flush()
  })
}
