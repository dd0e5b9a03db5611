import { setTimeout as sleep } from 'node:timers/promises'
import type { WithOrm } from '../../database/open-orm.ts'
import type { OperationAnswer } from '../../operations/record/operation-answer.ts'
import { showOperation } from './show-operation.ts'

/** How often a watched operation is read; another process may be working at it. */
const pollIntervalMs = 200

/**
 * Yields an operation now and after each change, until it has ended or `signal` aborts. Changes between two
 * reads are combined. Throws 404.
 */
export async function* watchOperation(
  context: WithOrm,
  id: string,
  signal: AbortSignal,
): AsyncGenerator<OperationAnswer> {
  let last = ''
  while (!signal.aborted) {
    const operation = await showOperation(context, id)
    const now = JSON.stringify(operation)
    if (now !== last) yield operation
    last = now
    if (operation.state !== 'pending' && operation.state !== 'running') return
    await sleep(pollIntervalMs, undefined, { signal }).catch(() => {})
  }
}
