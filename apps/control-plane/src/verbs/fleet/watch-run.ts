import { setTimeout as sleep } from 'node:timers/promises'
import type { WithOrm } from '../../database/open-orm.ts'
import type { FleetKind } from '../../fleet/fleet-run.entity.ts'
import type { RunAnswer } from '../../fleet/run-answer.ts'
import { showRun } from './list-runs.ts'

const pollIntervalMs = 300

/** Yields a run now and after each change, until it has ended or `signal` aborts, whichever process works at it. */
export async function* watchRun(
  context: WithOrm,
  target: { kind: FleetKind; id: string },
  signal: AbortSignal,
): AsyncGenerator<RunAnswer, void> {
  let last = ''
  while (!signal.aborted) {
    const run = await showRun(context, target)
    const text = JSON.stringify(run)
    if (text !== last) yield run
    last = text
    if (run.finishedAt !== null) return
    await sleep(pollIntervalMs, undefined, { signal }).catch(() => {})
  }
}
