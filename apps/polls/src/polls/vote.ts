import { raw, UniqueConstraintViolationException } from '@mikro-orm/core'
import { conflict, notFound } from '@mt/shared/http/problem'
import type { UserScope } from '../http/as-user.ts'
import { User } from '../users/user.entity.ts'
import { Choice } from './choice.entity.ts'
import type { VoteView } from './schemas.ts'
import { Vote } from './vote.entity.ts'

/**
 * Votes for a choice of the poll that the path names. The database, not a look beforehand, decides who is
 * first: of many votes at once by one user one is taken. Throws a 404 for a choice that is not this
 * poll's, a 409 when the poll is closed or the user has voted on it.
 */
export async function vote(
  { scope, user }: UserScope,
  { pollId, choiceId }: { pollId: string; choiceId: string },
): Promise<VoteView> {
  const { em, tenantId } = scope
  const choice = await em.findOne(
    Choice,
    { id: choiceId, poll: { id: pollId } },
    { populate: ['poll'] },
  )
  if (!choice) throw notFound()
  const { poll } = choice
  if (poll.closesAt && poll.closesAt <= new Date())
    throw conflict('poll_closed', 'the poll is closed')
  const votedBy = em.getReference(User, [tenantId, user.id])
  const created = em.create(Vote, { poll, choice, votedBy })
  await insertOnce(() => em.persist(created).flush())
  await em.nativeUpdate(Choice, { id: choiceId }, { votes: raw<number>('votes + 1') })
  return { id: created.id, poll: pollId, choice: choiceId, voted_by: user.id }
}

async function insertOnce(insert: () => Promise<void>): Promise<void> {
  try {
    await insert()
  } catch (error) {
    if (error instanceof UniqueConstraintViolationException) {
      throw conflict('already_voted', 'you have voted on this poll')
    }
    throw error
  }
}
