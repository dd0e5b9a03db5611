import type { EntityManager } from '@mikro-orm/postgresql'

/**
 * Who may work at a run over the fleet, and until when, by the database's clock: as with operations, each
 * lease has a job in the queue that is due when it ends, in the same statement.
 */
export interface FleetClaim {
  runId: string
  /** One take-up by one process. */
  runner: string
}

export const resumeFleetTask = 'resume-fleet-run'

/** Lets the lease run out before the job looks at it, in spite of rounding. */
const wakeAfterLeaseMs = 100

const wake = `
  select graphile_worker.add_job('${resumeFleetTask}', json_build_object('runId', id),
    run_at := lease_until + interval '${wakeAfterLeaseMs} ms', job_key := id::text)`

/** Takes an unfinished run that nobody works at. False when there is none such. */
export function claimRun(em: EntityManager, claim: FleetClaim, leaseMs: number): Promise<boolean> {
  const sql = `
    with claimed as (
      update control_plane.fleet_runs
      set state = 'running', runner = ?, lease_until = now() + ? * interval '1 ms',
        attempts = attempts + 1, claimed_at = now()
      where id = ? and state in ('pending', 'running')
        and (lease_until is null or lease_until <= now())
      returning id, lease_until)
    ${wake} from claimed`
  return changesRow(em, sql, [claim.runner, leaseMs, claim.runId])
}

/** Keeps a claim for another `leaseMs`; with 0 it is given back. False when it has been lost. */
export function renewRun(em: EntityManager, claim: FleetClaim, leaseMs: number): Promise<boolean> {
  const sql = `
    with renewed as (
      update control_plane.fleet_runs set lease_until = now() + ? * interval '1 ms'
      where id = ? and runner = ? and state = 'running'
      returning id, lease_until)
    ${wake} from renewed`
  return changesRow(em, sql, [leaseMs, claim.runId, claim.runner])
}

/** Calls again when the lease of whoever works at the run ends. */
export function wakeAtRunLeaseEnd(em: EntityManager, runId: string): Promise<boolean> {
  const sql = `${wake} from control_plane.fleet_runs where id = ? and state in ('pending', 'running')`
  return changesRow(em, sql, [runId])
}

async function changesRow(em: EntityManager, sql: string, params: unknown[]): Promise<boolean> {
  const rows = await em.execute<unknown[]>(sql, params)
  return rows.length > 0
}
