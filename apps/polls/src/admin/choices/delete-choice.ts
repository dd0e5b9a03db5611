import type { UserScope } from '../../http/as-user.ts'
import { writeLog } from '../log/write-log.ts'
import { findChoice } from './find-choice.ts'

/** Deletes a choice with its votes. */
export async function deleteChoice(request: UserScope, id: string): Promise<void> {
  const choice = await findChoice(request.scope, id)
  writeLog(request, {
    action: 'choice.deleted',
    subjectId: id,
    details: { choice_text: choice.choiceText },
  })
  await request.scope.em.remove(choice).flush()
}
