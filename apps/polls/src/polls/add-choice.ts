import type { UserScope } from '../http/as-user.ts'
import { Choice } from './choice.entity.ts'
import { findOwnPoll } from './find-own-poll.ts'
import type { ChoiceView } from './schemas.ts'

/** Adds a choice to the poll that the path names, which must be the user's to change. */
export async function addChoice(
  request: UserScope,
  pollId: string,
  choiceText: string,
): Promise<ChoiceView> {
  const { em } = request.scope
  const poll = await findOwnPoll(request, pollId)
  const choice = em.create(Choice, { poll, choiceText })
  await em.persist(choice).flush()
  return { id: choice.id, choice_text: choice.choiceText, votes: 0 }
}
