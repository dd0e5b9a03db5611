import { z } from 'zod'
import type { ResultAnswer, RunAnswer } from './api/answers.ts'
import { listUpTo } from './api/list-all.ts'
import { CliError } from './errors.ts'
import { exitCodes } from './exit-codes.ts'
import { runProgress, runReport } from './output/run-sheets.ts'
import { option, type Tools } from './verb.ts'
import { watchUntilEnded } from './watch-until-ended.ts'

/** The two sorts of runs over the fleet, of which the same can be asked. */
export type FleetPart = 'migrations' | 'drift'

export const aRun = { migrations: 'a migration of the fleet', drift: 'a look at drift' } as const
export const allRuns = {
  migrations: 'The migrations of the fleet',
  drift: 'The looks at drift',
} as const

export const concurrencyOption = option('--concurrency <number>', 'so many places side by side (8)')

/** What can be said of a migration alone. */
export const migrationOptions = [
  option('--canary <number>', 'so many places first; when one fails, no other is begun'),
  option('--dry-run', 'tell what would be migrated, and change nothing'),
] as const

/** A number of places, as it is typed. */
export const countOfPlaces = z.coerce
  .number('must be a number')
  .int('must be a whole number')
  .min(0)
  .optional()

/** Shows a run until it has ended, and what has come of it. Throws a CliError unless all is well. */
export async function followRun(tools: Tools, part: FleetPart, id: string): Promise<void> {
  const watching = { id, progressOf: runProgress }
  const ended = await watchUntilEnded<RunAnswer>(tools, `GET /v1/${part}/{id}/events`, watching)
  const results = await standingOut(tools, part, ended)
  tools.out.result({ ...ended, results }, () => runReport(ended, results))
  requireWell(part, ended)
}

/** What is told tenant by tenant: failures with their SQL error and differences with a fix, or, of a dry run, all. */
async function standingOut(
  { client }: Tools,
  part: FleetPart,
  { id, dryRun }: RunAnswer,
): Promise<ResultAnswer[]> {
  const pages = (dryRun ? ['skipped'] : ['failed', 'drifted']).map((state) =>
    listUpTo(client, `GET /v1/${part}/{id}/results`, {
      ...{ limit: Number.POSITIVE_INFINITY, query: { state }, path: { id } },
    }),
  )
  return (await Promise.all(pages)).flatMap(({ results }) => results)
}

function requireWell(part: FleetPart, { id, state, counts }: RunAnswer): void {
  if (state === 'succeeded' && counts.failed + counts.drifted === 0) return
  const advice = `see: tenantctl ${part} results ${id} --state ${counts.drifted ? 'drifted' : 'failed'}`
  throw new CliError(exitCodes.failed, `the run is ${state}; ${advice}`)
}
