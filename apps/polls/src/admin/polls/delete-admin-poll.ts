import type { UserScope } from '../../http/as-user.ts'
import { deletePoll } from '../../polls/delete-poll.ts'
import { writeLog } from '../log/write-log.ts'

/** Deletes any poll with its choices and votes. */
export async function deleteAdminPoll(request: UserScope, id: string): Promise<void> {
  const details = await deletePoll(request, id)
  writeLog(request, { action: 'poll.deleted', subjectId: id, details })
}
