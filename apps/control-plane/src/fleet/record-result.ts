import type { EntityManager } from '@mikro-orm/postgresql'
import { type Claim, ClaimLost } from '../operations/lease.ts'
import type { FleetRun } from './fleet-run.entity.ts'
import type { PlannedPlacement } from './next-placements.ts'
import { placementName } from './select-tenants.ts'
import type { PlacementOutcome } from './work-at-placement.ts'

/**
 * Records the result of a placement for each of the run's tenants there, and of a migration also on the
 * tenants themselves, in one statement. Resolves to whether the run has been cancelled.
 */
export async function recordResult(
  em: EntityManager,
  {
    claim,
    run,
    placement,
  }: { claim: Claim; run: Pick<FleetRun, 'kind'>; placement: PlannedPlacement },
  outcome: PlacementOutcome,
): Promise<{ cancelled: boolean }> {
  const updateTenants = run.kind === 'migration' ? updateMigrated : 'select'
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
    ), updated as (${updateTenants})
    select cancelled from run`
  const params = [claim.id, claim.runner, ...valuesOf(outcome), placement.name]
  const [row] = await em.execute<{ cancelled: boolean }[]>(sql, params)
  if (!row) throw new ClaimLost(`another process has taken over run ${claim.id}`)
  return row
}

/** Does not touch a tenant that has moved to another placement. */
const updateMigrated = `
  update control_plane.tenants t
  set schema_version = coalesce(recorded.to_version, t.schema_version), updated_at = now(),
    last_migration = jsonb_build_object('run', recorded.run_id, 'state', recorded.state,
      'from', recorded.from_version, 'to', recorded.to_version, 'error', recorded.error,
      'sqlState', recorded.sql_state, 'attempts', recorded.attempts,
      'durationMs', recorded.duration_ms, 'at', recorded.finished_at)
  from recorded where t.id = recorded.tenant_id and ${placementName} = recorded.place`

function valuesOf(outcome: PlacementOutcome): unknown[] {
  const { state, toVersion, error, sqlState, differences, attempts, durationMs } = outcome
  const found = differences === undefined ? null : JSON.stringify(differences)
  return [state, toVersion ?? null, error ?? null, sqlState ?? null, found, attempts, durationMs]
}
