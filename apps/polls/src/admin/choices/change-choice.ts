import type { UserScope } from '../../http/as-user.ts'
import { refuseEqualChoice } from '../../polls/refuse-equal-choice.ts'
import type { ChoiceView } from '../../polls/schemas.ts'
import { writeLog } from '../log/write-log.ts'
import { findChoice } from './find-choice.ts'

/** Changes a choice's text; its votes stay. Throws a 404, and a 422 if another choice has that text. */
export async function changeChoice(
  request: UserScope,
  id: string,
  text: string,
): Promise<ChoiceView> {
  const choice = await findChoice(request.scope, id)
  await refuseEqualChoice(request.scope, { pollId: choice.poll.id, text, id })
  const details = { before: choice.choiceText, after: text }
  choice.choiceText = text
  writeLog(request, { action: 'choice.changed', subjectId: id, details })
  await request.scope.em.flush()
  return { id, choice_text: choice.choiceText, votes: choice.votes }
}
