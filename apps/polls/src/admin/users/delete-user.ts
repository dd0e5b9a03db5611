import type { UserScope } from '../../http/as-user.ts'
import { writeLog } from '../log/write-log.ts'
import { holdUser, requireAnotherAdmin } from './find-user.ts'
import { uncountVotesOf } from './uncount-votes-of.ts'

/** Deletes a user with its polls and votes. Throws a 409 for the last admin. */
export async function deleteUser(request: UserScope, id: string): Promise<void> {
  const { scope } = request
  await requireAnotherAdmin(scope, id)
  const user = await holdUser(scope, id)
  await uncountVotesOf(scope, id)
  writeLog(request, { action: 'user.deleted', subjectId: id, details: { username: user.username } })
  await scope.em.remove(user).flush()
}
