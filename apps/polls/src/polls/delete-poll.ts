import { notFound } from '@mt/shared/http/problem'
import type { UserScope } from '../http/as-user.ts'
import { allowLongStatement } from '../limits/allow-long-statement.ts'
import { findOwnPoll } from './find-own-poll.ts'
import { Poll } from './poll.entity.ts'

/** Deletes a poll; the database deletes its choices and votes with it. Throws like findOwnPoll. */
export async function deletePoll(request: UserScope, id: string): Promise<{ question: string }> {
  const { question } = await findOwnPoll(request, id)
  await allowLongStatement(request.scope)
  if ((await request.scope.em.nativeDelete(Poll, { id })) === 0) throw notFound()
  return { question }
}
