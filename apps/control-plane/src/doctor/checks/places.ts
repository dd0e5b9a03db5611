import { Problem } from '@mt/shared/http/problem'
import type { Context } from '../../context.ts'
import { dataPlaneProblem } from '../../data-plane/operator-problem.ts'
import type { Finding } from '../finding.ts'
import { readTenants } from '../read-tenants.ts'
import { steadyTenants } from '../steady-tenants.ts'
import { comparePlaces } from './compare-places.ts'
import { findOrphans } from './find-orphans.ts'

/** Whether each tenant has the place that it should have, and each place its tenant. */
export async function checkPlaces(context: Context, signal: AbortSignal): Promise<Finding[]> {
  // Tenants are read before and after: one that comes or goes meanwhile is in one of the two.
  const before = await readTenants(context)
  const inventory = await context.dataPlane.inventory(signal).catch(away)
  if (inventory instanceof Problem) return [dataPlaneAway(inventory)]
  const after = await readTenants(context)
  const steady = steadyTenants(before, after)
  return inventory.clusters.flatMap((cluster) => [
    ...findOrphans([...before, ...after], cluster, context.config.placement.pooledDatabase),
    ...comparePlaces(steady, cluster),
  ])
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
