import { z } from 'zod'
import type { ResultAnswer, RunAnswer } from './api/answers.ts'
import { listUpTo } from './api/list-all.ts'
import { CliError } from './errors.ts'
import { exitCodes } from './exit-codes.ts'
import { runProgress, runReport } from './output/run-sheets.ts'
import { option, type Tools } from './verb.ts'
import { watchUntilEnded } from './watch-until-ended.ts'

/** The two kinds of runs over the fleet, which have the same commands. */
export type FleetPart = 'migrations' | 'drift'

export const runNames = {
  migrations: { one: 'a migration', many: 'migrations' },
  drift: { one: 'a drift check', many: 'drift checks' },
} as const

export const concurrencyOption = option(
  '--concurrency <number>',
  'placements to work on in parallel (default 8)',
)

/** The options that only migrations have. */
export const migrationOptions = [
  option('--canary <number>', 'placements to migrate first; if one of them fails, the run stops'),
  option('--dry-run', 'show what would be migrated, without changing anything'),
] as const

/** A number of placements on the command line. */
export const countOfPlacements = z.coerce
  .number('must be a number')
  .int('must be an integer')
  .min(0)
  .optional()

/** Follows a run until it ends and prints its results. Throws a CliError unless it succeeded everywhere. */
export async function followRun(tools: Tools, part: FleetPart, id: string): Promise<void> {
  const watching = { id, progressOf: runProgress }
  const ended = await watchUntilEnded<RunAnswer>(tools, `GET /v1/${part}/{id}/events`, watching)
  const results = await resultsToReport(tools, part, ended)
  tools.out.result({ ...ended, results }, () => runReport(ended, results))
  requireClean(part, ended)
}

/** The results that are printed: failures and differences, or after a dry run, all. */
async function resultsToReport(
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

function requireClean(part: FleetPart, { id, state, counts }: RunAnswer): void {
  if (state === 'succeeded' && counts.failed + counts.drifted === 0) return
  const advice = `see: tenantctl ${part} results ${id} --state ${counts.drifted ? 'drifted' : 'failed'}`
  throw new CliError(exitCodes.failed, `the run is ${state}; ${advice}`)
}
