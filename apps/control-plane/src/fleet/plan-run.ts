import type { EntityManager } from '@mikro-orm/postgresql'
import type { FleetRun } from './fleet-run.entity.ts'
import { behind, isStopped, named, placed, placeOf } from './select-tenants.ts'

const whyStopped = 'the tenant is stopped; resuming it brings it up to date'

/**
 * Writes down which tenants a run concerns and in which turn their places come, in one statement however
 * many they are. A model's first place comes before any other's second, so that canaries sing for each;
 * shared places, where a fault meets many, come last. Tenants that are stopped are skipped from the start.
 */
export async function planRun(
  em: EntityManager,
  run: Pick<FleetRun, 'id' | 'kind' | 'wish' | 'target'>,
): Promise<{ tenants: number; places: number }> {
  const concerned = run.kind === 'migration' ? behind(run.target) : placed()
  const chosen = named(run.wish.where)
  const sql = `
    with chosen as (
      select t.id, t.schema_version, t.placement->>'model' as model, ${placeOf} as place,
        ${isStopped} as stopped
      from control_plane.tenants t where ${concerned.sql} and ${chosen.sql}
    ), in_model as (
      select place, model, row_number() over (partition by model order by place) as turn
      from chosen where not stopped group by place, model
    ), places as (
      select place, row_number() over (order by model = 'shared', turn, place) as position from in_model
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
  const params = [...concerned.params, ...chosen.params, run.id, run.id, whyStopped]
  const [row] = await em.execute<{ tenants: number; places: number }[]>(sql, params)
  return row ?? { tenants: 0, places: 0 }
}
