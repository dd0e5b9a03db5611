import type { EntityManager } from '@mikro-orm/postgresql'
import type { Placement } from '@mt/shared/placement'

/** Checks whether a tenant, even a purged one, has a placement to itself. */
export function isPlacementTaken(em: EntityManager) {
  return async function isTaken({ cluster, database, schema }: Placement): Promise<boolean> {
    const rows = await em.execute<unknown[]>(
      `select 1 from control_plane.tenants
      where placement->>'model' <> 'shared' and placement->>'cluster' = ?
        and placement->>'database' = ? and placement->>'schema' = ?`,
      [cluster, database, schema],
    )
    return rows.length > 0
  }
}
