import { setTimeout as sleep } from 'node:timers/promises'
import type { WithOrm } from '../../database/open-orm.ts'
import type { FleetKind } from '../../fleet/fleet-run.entity.ts'
import type { RunAnswer } from '../../fleet/run-answer.ts'
import { showRun } from './list-runs.ts'

const lookEveryMs = 300

/** How a run stands, again whenever that has changed, until it has ended or `signal` aborts. Whichever process works at it. */
export async function* watchRun(
  context: WithOrm,
  wanted: { kind: FleetKind; id: string },
  signal: AbortSignal,
): AsyncGenerator<RunAnswer, void> {
  let told = ''
  while (!signal.aborted) {
    const run = await showRun(context, wanted)
    const text = JSON.stringify(run)
    if (text !== told) yield run
    told = text
    if (run.finishedAt !== null) return
    await sleep(lookEveryMs, undefined, { signal }).catch(() => {})
  }
}
