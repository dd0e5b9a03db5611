import type { UserScope } from '../../http/as-user.ts'
import { findOwnPoll } from '../../polls/find-own-poll.ts'
import { writeLog } from '../log/write-log.ts'

/** Deletes anybody's poll with its choices and votes. */
export async function deleteAdminPoll(request: UserScope, id: string): Promise<void> {
  const poll = await findOwnPoll(request, id)
  writeLog(request, { action: 'poll.deleted', subjectId: id, details: { question: poll.question } })
  await request.scope.em.remove(poll).flush()
}
