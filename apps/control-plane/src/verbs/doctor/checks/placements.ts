import { Problem } from '@mt/shared/http/problem'
import type { ClusterInventory } from '@mt/shared/internal-api/inventory'
import type { DataPlane } from '../../../data-plane/data-plane.ts'
import { dataPlaneProblem } from '../../../data-plane/operator-problem.ts'
import type { WithOrm } from '../../../database/open-orm.ts'
import type { PlacementConfig } from '../../../placement/choose-placement.ts'
import { comparePlacements } from './compare-placements.ts'
import { findOrphans } from './find-orphans.ts'
import type { Finding } from './finding.ts'
import { readTenants } from './read-tenants.ts'
import { steadyTenants } from './steady-tenants.ts'

/** The parts that check the placements of tenants. */
export interface PlacementParts extends WithOrm {
  dataPlane: Pick<DataPlane, 'inventory'>
  config: { placement: Pick<PlacementConfig, 'pooledDatabase'> }
}

/** Checks that each tenant has its placement, and that each placement has its tenant. */
export async function checkPlacements(
  context: PlacementParts,
  signal: AbortSignal,
): Promise<Finding[]> {
  // Tenants are read before and after, so one that is created or purged meanwhile is in one of the two lists.
  const before = await readTenants(context)
  const inventory = await context.dataPlane.inventory(signal).catch(requireDataPlaneProblem)
  if (inventory instanceof Problem) return [dataPlaneAway(inventory)]
  const after = await readTenants(context)
  const steady = steadyTenants(before, after)
  return inventory.clusters.flatMap((cluster) => [
    ...findOrphans([...before, ...after], cluster, context.config.placement.pooledDatabase),
    ...comparePlacements(steady, cluster),
    ...openDatabases(cluster),
  ])
}

/** The data plane closes its own databases; these are others on the cluster. */
function openDatabases({ cluster, openDatabases }: ClusterInventory): Finding[] {
  return openDatabases.map((database) => ({
    code: 'database_open',
    subject: `${cluster}/${database}`,
    message: `every login of cluster ${cluster}, including those of tenants, may connect to the database ${database}`,
    fix: `grant connect on database "${database}" to those who need it; revoke connect on database "${database}" from public`,
  }))
}

function requireDataPlaneProblem(error: unknown): Problem {
  const problem = dataPlaneProblem(error)
  if (!problem) throw error
  return problem
}

function dataPlaneAway(problem: Problem): Finding {
  return {
    code: 'data_plane_away',
    subject: 'data plane',
    message: `cannot check placements: ${problem.message}`,
    fix: 'see docs/runbooks/data-plane-away.md',
  }
}
