import type { UserScope } from '../http/as-user.ts'
import { User } from '../users/user.entity.ts'
import { Choice } from './choice.entity.ts'
import { Poll } from './poll.entity.ts'
import type { PollInput, PollView } from './schemas.ts'
import { showPoll } from './show-poll.ts'

/** Creates a poll of the user, with the given choices. */
export async function createPoll({ scope, user }: UserScope, input: PollInput): Promise<PollView> {
  const { em, tenantId } = scope
  const poll = em.create(Poll, {
    question: input.question,
    closesAt: input.closes_at ?? null,
    createdBy: em.getReference(User, [tenantId, user.id]),
  })
  em.persist(poll)
  for (const choiceText of input.choices ?? []) em.persist(em.create(Choice, { poll, choiceText }))
  await em.flush()
  return showPoll(scope, poll.id)
}
