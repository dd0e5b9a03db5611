import type { UserScope } from '../http/as-user.ts'
import { findOwnPoll } from './find-own-poll.ts'

/** Deletes a poll with its choices and votes. */
export async function deletePoll(request: UserScope, id: string): Promise<void> {
  const poll = await findOwnPoll(request, id)
  await request.scope.em.remove(poll).flush()
}
