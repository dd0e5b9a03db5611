import { notFound } from '@mt/shared/http/problem'
import type { UserScope } from '../../http/as-user.ts'
import { allowLongStatement } from '../../limits/allow-long-statement.ts'
import { Choice } from '../../polls/choice.entity.ts'
import { writeLog } from '../log/write-log.ts'
import { findChoice } from './find-choice.ts'

/** Deletes a choice; the database deletes its votes with it. Throws a 404. */
export async function deleteChoice(request: UserScope, id: string): Promise<void> {
  const { choiceText: choice_text } = await findChoice(request.scope, id)
  await allowLongStatement(request.scope)
  if ((await request.scope.em.nativeDelete(Choice, { id })) === 0) throw notFound()
  writeLog(request, { action: 'choice.deleted', subjectId: id, details: { choice_text } })
}
