import type { UserScope } from '../../http/as-user.ts'
import { endSessions } from '../../users/end-sessions.ts'
import type { UserRole } from '../../users/user.entity.ts'
import { writeLog } from '../log/write-log.ts'
import { findUser, requireAnotherAdmin } from './find-user.ts'
import type { AdminUserView } from './list-users.ts'

export interface UserChange {
  role?: UserRole | undefined
  disabled?: boolean | undefined
}

/** Changes a user's role, or disables the user and ends their sessions. Throws a 409 for the last admin. */
export async function changeUser(
  request: UserScope,
  id: string,
  { role, disabled }: UserChange,
): Promise<AdminUserView> {
  const { scope } = request
  if (role === 'user' || disabled) await requireAnotherAdmin(scope, id)
  const user = await findUser(scope, id)
  if (role !== undefined) user.role = role
  if (disabled !== undefined) user.disabledAt = disabled ? (user.disabledAt ?? new Date()) : null
  if (disabled) await endSessions(scope, id)
  writeLog(request, { action: 'user.changed', subjectId: id, details: { role, disabled } })
  await scope.em.flush()
  const { username, email, role: newRole, disabledAt, createdAt } = user
  return {
    id,
    username,
    email,
    role: newRole,
    disabled: disabledAt !== null,
    created_at: createdAt.toISOString(),
  }
}
