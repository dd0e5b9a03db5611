import { hashKey } from '../../api-keys/hash-key.ts'
import type { Actor } from '../../audit/actor.ts'
import { writeAudit } from '../../audit/write-audit.ts'
import type { WithOrm } from '../../database/open-orm.ts'
import { Session } from '../../sessions/session.entity.ts'

/** Ends a session: the token of its cookie is no longer valid. */
export async function endSession({ orm }: WithOrm, actor: Actor, token: string): Promise<void> {
  await orm.em.fork().transactional(async (em) => {
    const ended = await em.nativeDelete(Session, { hash: hashKey(token) })
    if (ended === 0) return
    writeAudit(em, { actor, what: 'session.ended', tenantId: null, before: null, after: null })
  })
}

/** Removes expired sessions. */
export async function removeEndedSessions({ orm }: WithOrm): Promise<void> {
  await orm.em.fork().nativeDelete(Session, { expiresAt: { $lt: new Date() } })
}
