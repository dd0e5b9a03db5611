import type { EntityManager } from '@mikro-orm/postgresql'
import type { Placement } from '@mt/shared/placement'
import type { ServedTenant } from '../data-plane/internal-api.ts'
import { isStopped, placed, placeOf } from './select-tenants.ts'

/** A place whose turn it is, and one of the tenants that lie there, on whose behalf it is worked at. */
export interface Place {
  name: string
  position: number
  tenant: ServedTenant
}

const batchSize = 200

/**
 * The places of a run that are still to be worked at, in their turn, up to position `last`: read a batch
 * at a time, each place once. Tenants that have left their place, or were stopped, since it was planned are not among them.
 */
export async function* nextPlaces(
  em: EntityManager,
  runId: string,
  last: number,
): AsyncGenerator<Place, void> {
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
): Promise<Place[]> {
  const { sql } = placed()
  const rows = await em.execute<Row[]>(
    `select distinct on (r.position) r.position, r.place, t.id as tenant_id, t.service, t.placement, t.upstream
     from control_plane.fleet_results r join control_plane.tenants t on t.id = r.tenant_id
     where r.run_id = ? and r.state = 'pending' and r.position > ? and r.position <= ?
       and ${sql} and not (${isStopped}) and ${placeOf} = r.place
     order by r.position, t.id limit ${batchSize}`,
    [runId, after, last],
  )
  return rows.map(({ place, position, tenant_id: id, service, placement, upstream }) => ({
    ...{ name: place, position },
    tenant: { id, service, placement, upstream },
  }))
}
