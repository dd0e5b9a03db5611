import type { EntityManager } from '@mikro-orm/postgresql'
import type { ResultState } from './fleet-result.entity.ts'

export type ResultCounts = Record<ResultState, number>

/** Counts the tenants of a run by state. */
export async function countResults(em: EntityManager, runId: string): Promise<ResultCounts> {
  const counts = await countByRun(em, [runId])
  return counts.get(runId)?.counts ?? { ...noResults }
}

export interface RunCounts {
  counts: ResultCounts
  /** Tenants that finished in the last `rateWindowS` seconds. */
  lately: number
}

export const rateWindowS = 10

const noResults: ResultCounts = { pending: 0, succeeded: 0, drifted: 0, failed: 0, skipped: 0 }

/** Counts the tenants of several runs at once, with those that finished lately. */
export async function countByRun(
  em: EntityManager,
  runIds: readonly string[],
): Promise<Map<string, RunCounts>> {
  const rows = await em.execute<{ run: string; state: ResultState; of: number; lately: number }[]>(
    `select run_id as run, state, count(*)::int as of,
       count(*) filter (where finished_at > now() - interval '${rateWindowS} s')::int as lately
     from control_plane.fleet_results
     where run_id in (select jsonb_array_elements_text(?::jsonb)::uuid) group by run_id, state`,
    [JSON.stringify(runIds)],
  )
  const byRun = new Map<string, RunCounts>()
  for (const { run, state, of, lately } of rows) {
    const known = byRun.get(run) ?? { counts: { ...noResults }, lately: 0 }
    known.counts[state] = of
    known.lately += lately
    byRun.set(run, known)
  }
  return byRun
}
