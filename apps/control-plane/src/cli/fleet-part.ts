import type { RunAnswer } from './api/answers.ts'
import { CliError } from './errors.ts'
import { exitCodes } from './exit-codes.ts'
import { runProgress, runSheet } from './output/run-sheets.ts'
import type { Tools } from './verb.ts'
import { watchUntilEnded } from './watch-until-ended.ts'

/** The two sorts of runs over the fleet, of which the same can be asked. */
export type FleetPart = 'migrations' | 'drift'

export const aRun = { migrations: 'a migration of the fleet', drift: 'a look at drift' } as const
export const allRuns = {
  migrations: 'The migrations of the fleet',
  drift: 'The looks at drift',
} as const

/** Shows a run until it has ended, and what has come of it. Throws a CliError unless all is well. */
export async function followRun(tools: Tools, part: FleetPart, id: string): Promise<void> {
  const watching = { id, progressOf: runProgress }
  const ended = await watchUntilEnded<RunAnswer>(tools, `GET /v1/${part}/{id}/events`, watching)
  tools.out.result(ended, () => runSheet(ended))
  requireWell(part, ended)
}

function requireWell(part: FleetPart, { id, state, counts }: RunAnswer): void {
  if (state === 'succeeded' && counts.failed + counts.drifted === 0) return
  const advice = `see: tenantctl ${part} results ${id} --state ${counts.drifted ? 'drifted' : 'failed'}`
  throw new CliError(exitCodes.failed, `the run is ${state}; ${advice}`)
}
