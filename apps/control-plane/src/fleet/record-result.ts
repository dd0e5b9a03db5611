import type { EntityManager } from '@mikro-orm/postgresql'
import { type Claim, ClaimLost } from '../operations/lease.ts'
import type { FleetRun } from './fleet-run.entity.ts'
import type { Place } from './next-places.ts'
import { placeOf } from './select-tenants.ts'
import type { PlaceOutcome } from './work-at-place.ts'

/**
 * Writes down what became of a place: for each tenant that the run concerns there, and, where it was
 * migrated, on the tenant itself. One statement. Resolves to whether the run has been cancelled meanwhile.
 */
export async function recordResult(
  em: EntityManager,
  { claim, run, place }: { claim: Claim; run: Pick<FleetRun, 'kind'>; place: Place },
  outcome: PlaceOutcome,
): Promise<{ cancelled: boolean }> {
  const tell = run.kind === 'migration' ? toldTenants : 'select'
  const sql = `
    with run as (
      select id, cancelled_by is not null as cancelled from control_plane.fleet_runs
      where id = ? and runner = ? and state = 'running'
    ), recorded as (
      update control_plane.fleet_results r
      set state = ?, to_version = ?, error = ?, sql_state = ?, differences = ?::jsonb,
        attempts = ?, duration_ms = ?, finished_at = now()
      from run where r.run_id = run.id and r.place = ? and r.state = 'pending'
      returning r.*
    ), told as (${tell})
    select cancelled from run`
  const params = [claim.id, claim.runner, ...valuesOf(outcome), place.name]
  const [row] = await em.execute<{ cancelled: boolean }[]>(sql, params)
  if (!row) throw new ClaimLost(`another process has run ${claim.id}`)
  return row
}

/** A tenant that lies elsewhere by now keeps what is known of it there. */
const toldTenants = `
  update control_plane.tenants t
  set schema_version = coalesce(recorded.to_version, t.schema_version), updated_at = now(),
    last_migration = jsonb_build_object('run', recorded.run_id, 'state', recorded.state,
      'from', recorded.from_version, 'to', recorded.to_version, 'error', recorded.error,
      'sqlState', recorded.sql_state, 'attempts', recorded.attempts,
      'durationMs', recorded.duration_ms, 'at', recorded.finished_at)
  from recorded where t.id = recorded.tenant_id and ${placeOf} = recorded.place`

function valuesOf(outcome: PlaceOutcome): unknown[] {
  const { state, toVersion, error, sqlState, differences, attempts, durationMs } = outcome
  const found = differences === undefined ? null : JSON.stringify(differences)
  return [state, toVersion ?? null, error ?? null, sqlState ?? null, found, attempts, durationMs]
}
