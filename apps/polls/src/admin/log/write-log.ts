import type { UserScope } from '../../http/as-user.ts'
import { AdminLogEntry } from './admin-log-entry.entity.ts'

export interface AdminDeed {
  /** In the past tense: `user.disabled`. */
  action: string
  subjectId?: string
  /** What changed; never a secret. */
  details?: Record<string, unknown>
}

/** Writes down what an admin does, in the transaction that does it. */
export function writeLog(
  { scope, user }: UserScope,
  { action, subjectId, details = {} }: AdminDeed,
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
