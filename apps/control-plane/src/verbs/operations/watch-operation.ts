import { setTimeout as sleep } from 'node:timers/promises'
import type { WithOrm } from '../../database/open-orm.ts'
import type { OperationAnswer } from '../../operations/record/operation-answer.ts'
import { showOperation } from './show-operation.ts'

/** How often a watched operation is looked at; another process may be working at it. */
const lookEveryMs = 200

/**
 * An operation as it stands now, and each time that it has changed, until it has ended or `signal` is
 * aborted. What changes faster than it is looked at is told as one change. Throws 404.
 */
export async function* watchOperation(
  context: WithOrm,
  id: string,
  signal: AbortSignal,
): AsyncGenerator<OperationAnswer> {
  let told = ''
  while (!signal.aborted) {
    const operation = await showOperation(context, id)
    const now = JSON.stringify(operation)
    if (now !== told) yield operation
    told = now
    if (operation.state !== 'pending' && operation.state !== 'running') return
    await sleep(lookEveryMs, undefined, { signal }).catch(() => {})
  }
}
