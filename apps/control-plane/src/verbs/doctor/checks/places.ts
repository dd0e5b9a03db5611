import { Problem } from '@mt/shared/http/problem'
import type { ClusterInventory } from '@mt/shared/internal-api/inventory'
import type { DataPlane } from '../../../data-plane/data-plane.ts'
import { dataPlaneProblem } from '../../../data-plane/operator-problem.ts'
import type { WithOrm } from '../../../database/open-orm.ts'
import type { PlacementConfig } from '../../../placement/choose-placement.ts'
import { comparePlaces } from './compare-places.ts'
import { findOrphans } from './find-orphans.ts'
import type { Finding } from './finding.ts'
import { readTenants } from './read-tenants.ts'
import { steadyTenants } from './steady-tenants.ts'

/** What looks into the places of tenants. */
export interface PlaceParts extends WithOrm {
  dataPlane: Pick<DataPlane, 'inventory'>
  config: { placement: Pick<PlacementConfig, 'pooledDatabase'> }
}

/** Whether each tenant has the place that it should have, and each place its tenant. */
export async function checkPlaces(context: PlaceParts, signal: AbortSignal): Promise<Finding[]> {
  // Tenants are read before and after: one that comes or goes meanwhile is in one of the two.
  const before = await readTenants(context)
  const inventory = await context.dataPlane.inventory(signal).catch(away)
  if (inventory instanceof Problem) return [dataPlaneAway(inventory)]
  const after = await readTenants(context)
  const steady = steadyTenants(before, after)
  return inventory.clusters.flatMap((cluster) => [
    ...findOrphans([...before, ...after], cluster, context.config.placement.pooledDatabase),
    ...comparePlaces(steady, cluster),
    ...openDatabases(cluster),
  ])
}

/** The data plane closes what it owns. */
function openDatabases({ cluster, openDatabases }: ClusterInventory): Finding[] {
  return openDatabases.map((database) => ({
    code: 'database_open',
    subject: `${cluster}/${database}`,
    message: `every login of cluster ${cluster} may enter the database ${database}, those of tenants too`,
    fix: `grant connect on database "${database}" to those who need it; revoke connect on database "${database}" from public`,
  }))
}

function away(error: unknown): Problem {
  const problem = dataPlaneProblem(error)
  if (!problem) throw error
  return problem
}

function dataPlaneAway(problem: Problem): Finding {
  return {
    code: 'data_plane_away',
    subject: 'data plane',
    message: `places could not be looked at: ${problem.message}`,
    fix: 'see docs/runbooks/data-plane-away.md',
  }
}
