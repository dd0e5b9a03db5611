import type { EntityManager } from '@mikro-orm/postgresql'
import type { FleetRun } from './fleet-run.entity.ts'
import { behind, isStopped, named, placementName, withPlacement } from './select-tenants.ts'

const stoppedReason = 'the tenant is stopped; resuming it migrates it'

/**
 * Writes the tenants of a run and the order of their placements, with one statement for any number of
 * tenants. Each model's first placement comes before any model's second, so that there are canaries of each
 * model; shared placements, where a fault affects many tenants, come last. Stopped tenants are skipped.
 */
export async function planRun(
  em: EntityManager,
  run: Pick<FleetRun, 'id' | 'kind' | 'request' | 'target'>,
): Promise<{ tenants: number; places: number }> {
  const concerned = run.kind === 'migration' ? behind(run.target) : withPlacement()
  const chosen = named(run.request.where)
  const sql = `
    with chosen as (
      select t.id, t.schema_version, t.placement->>'model' as model, ${placementName} as place,
        ${isStopped} as stopped
      from control_plane.tenants t where ${concerned.sql} and ${chosen.sql}
    ), in_model as (
      select place, model, row_number() over (partition by model order by place) as rank
      from chosen where not stopped group by place, model
    ), places as (
      select place, row_number() over (order by model = 'shared', rank, place) as position from in_model
    ), planned as (
      insert into control_plane.fleet_results
        (run_id, tenant_id, place, position, state, from_version, attempts)
      select ?, id, place, position, 'pending', schema_version, 0 from chosen join places using (place)
      returning place
    ), skipped as (
      insert into control_plane.fleet_results
        (run_id, tenant_id, place, position, state, from_version, attempts, error, finished_at)
      select ?, id, place, 0, 'skipped', schema_version, 0, ?, now() from chosen where stopped
      returning place
    )
    select (select count(*) from planned)::int + (select count(*) from skipped)::int as tenants,
      (select count(distinct place) from planned)::int as places`
  const params = [...concerned.params, ...chosen.params, run.id, run.id, stoppedReason]
  const [row] = await em.execute<{ tenants: number; places: number }[]>(sql, params)
  return row ?? { tenants: 0, places: 0 }
}
