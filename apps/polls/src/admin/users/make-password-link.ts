import type { UserScope } from '../../http/as-user.ts'
import { createPasswordLink, type NewPasswordLink } from '../../users/password-link.ts'
import { writeLog } from '../log/write-log.ts'

/** Creates a link with which a user sets a new password; the log records the admin. */
export async function makePasswordLink(request: UserScope, id: string): Promise<NewPasswordLink> {
  const link = await createPasswordLink(request.scope, id)
  writeLog(request, { action: 'user.password_link_made', subjectId: id })
  return link
}
