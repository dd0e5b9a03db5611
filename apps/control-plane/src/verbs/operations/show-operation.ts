import { notFound } from '@mt/shared/http/problem'
import { isId } from '@mt/shared/ids'
import type { WithOrm } from '../../database/open-orm.ts'
import { Operation } from '../../operations/record/operation.entity.ts'
import { answerOperation, type OperationAnswer } from '../../operations/record/operation-answer.ts'

/** Finds an operation with its progress. Throws 404. */
export async function showOperation({ orm }: WithOrm, id: string): Promise<OperationAnswer> {
  const operation = isId(id) ? await orm.em.fork().findOne(Operation, { id }) : null
  if (!operation) throw notFound(`there is no operation “${id}”`)
  return answerOperation(operation)
}
