import { raw } from '@mikro-orm/core'
import { notFound } from '@mt/shared/http/problem'
import type { UserScope } from '../../http/as-user.ts'
import { Choice } from '../../polls/choice.entity.ts'
import { Vote } from '../../polls/vote.entity.ts'
import { writeLog } from '../log/write-log.ts'

/**
 * Deletes a vote. Deleting the row decides: of two concurrent calls one succeeds, and the other's changes
 * are rolled back. The choice is changed first, because deleting a choice or a user locks rows in this
 * order.
 */
export async function deleteVote(request: UserScope, id: string): Promise<void> {
  const { em } = request.scope
  const vote = await em.findOne(Vote, { id })
  if (!vote) throw notFound()
  await em.nativeUpdate(Choice, { id: vote.choice.id }, { votes: raw<number>('votes - 1') })
  if ((await em.nativeDelete(Vote, { id })) === 0) throw notFound()
  writeLog(request, { action: 'vote.deleted', subjectId: id, details: { choice: vote.choice.id } })
}
