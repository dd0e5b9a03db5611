import type { EntityManager } from '@mikro-orm/postgresql'
import type { Placement } from '@mt/shared/placement'
import type { ServedTenant } from '../data-plane/internal-api.ts'
import { isStopped, placementName, withPlacement } from './select-tenants.ts'

/** A placement of a run, and one of its tenants, which calls of the data plane name. */
export interface PlannedPlacement {
  name: string
  position: number
  tenant: ServedTenant
}

const batchSize = 200

/**
 * Yields the pending placements of a run in order, up to position `last`, each once, read in batches.
 * Tenants that have left their placement or were stopped since the run was planned are left out.
 */
export async function* nextPlacements(
  em: EntityManager,
  runId: string,
  last: number,
): AsyncGenerator<PlannedPlacement, void> {
  let after = 0
  for (;;) {
    const batch = await readBatch(em, { runId, after, last })
    yield* batch
    const end = batch.at(-1)
    if (!end || batch.length < batchSize) return
    after = end.position
  }
}

interface Row {
  place: string
  position: number
  tenant_id: string
  placement: Placement
  service: string
  upstream: ServedTenant['upstream']
}

async function readBatch(
  em: EntityManager,
  { runId, after, last }: { runId: string; after: number; last: number },
): Promise<PlannedPlacement[]> {
  const { sql } = withPlacement()
  const rows = await em.execute<Row[]>(
    `select distinct on (r.position) r.position, r.place, t.id as tenant_id, t.service, t.placement, t.upstream
     from control_plane.fleet_results r join control_plane.tenants t on t.id = r.tenant_id
     where r.run_id = ? and r.state = 'pending' and r.position > ? and r.position <= ?
       and ${sql} and not (${isStopped}) and ${placementName} = r.place
     order by r.position, t.id limit ${batchSize}`,
    [runId, after, last],
  )
  return rows.map(({ place, position, tenant_id: id, service, placement, upstream }) => ({
    ...{ name: place, position },
    tenant: { id, service, placement, upstream },
  }))
}
