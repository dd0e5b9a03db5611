import type { UserScope } from '../http/as-user.ts'
import { findOwnPoll } from './find-own-poll.ts'
import type { PollChange, PollView } from './schemas.ts'
import { showPoll } from './show-poll.ts'

/** Changes the given fields of a poll's question and closing time. */
export async function changePoll(
  request: UserScope,
  id: string,
  change: PollChange,
): Promise<PollView> {
  const poll = await findOwnPoll(request, id)
  if (change.question !== undefined) poll.question = change.question
  if (change.closes_at !== undefined) poll.closesAt = change.closes_at
  await request.scope.em.flush()
  return showPoll(request.scope, id)
}
