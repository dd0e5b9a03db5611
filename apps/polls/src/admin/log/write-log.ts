import type { UserScope } from '../../http/as-user.ts'
import { AdminLogEntry } from './admin-log-entry.entity.ts'

export interface AdminAction {
  /** In the past tense: `user.disabled`. */
  action: string
  subjectId?: string
  /** What changed; never a secret. */
  details?: Record<string, unknown>
}

/** Records an action of an admin, in the transaction that carries it out. */
export function writeLog(
  { scope, user }: UserScope,
  { action, subjectId, details = {} }: AdminAction,
): void {
  scope.em.persist(
    scope.em.create(AdminLogEntry, {
      actorId: user.id,
      actor: user.username,
      action,
      subjectId: subjectId ?? null,
      details,
    }),
  )
}
