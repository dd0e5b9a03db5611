import type { ClusterInventory } from '@mt/shared/internal-api/inventory'
import { DataPlaneError } from '../../../data-plane/data-plane-error.ts'
import type { Runtime } from '../../../runtimes/runtime.ts'
import { comparePlacements } from './compare-placements.ts'
import { compareRuntime } from './compare-runtime.ts'
import { findOrphans } from './find-orphans.ts'
import type { Finding } from './finding.ts'
import type { PlacementParts } from './placements.ts'
import { type KnownTenant, readTenants } from './read-tenants.ts'
import { steadyTenants } from './steady-tenants.ts'

/** How many dedicated tenants are called in parallel. */
const atOnce = 8

/** Checks that dedicated tenants run as they should, and that each has its placement on its cluster. */
export async function checkRuntime(
  context: PlacementParts & { runtime: Pick<Runtime, 'list'> },
  signal: AbortSignal,
): Promise<Finding[]> {
  const before = await readTenants(context)
  const found = await context.runtime.list()
  const inventories = await takeInventories(context, before.filter(isServed), signal)
  const after = await readTenants(context)
  const steady = steadyTenants(before, after).filter(isDedicated)
  const known = [...before, ...after]
  return [
    ...compareRuntime({ steady, known }, found),
    ...inventories.flatMap((cluster) => [
      ...findOrphans(known, cluster, context.config.placement.pooledDatabase),
      ...comparePlacements(steady, cluster),
    ]),
  ]
}

function isDedicated({ placement }: KnownTenant): boolean {
  return placement.model === 'dedicated'
}

function isServed(tenant: KnownTenant): boolean {
  return isDedicated(tenant) && tenant.status === 'active' && tenant.upstream !== null
}

/** The inventories of the tenants that answer. The comparison with the runtime reports the others. */
async function takeInventories(
  { dataPlane }: PlacementParts,
  tenants: KnownTenant[],
  signal: AbortSignal,
): Promise<ClusterInventory[]> {
  const inventories: ClusterInventory[] = []
  const waiting = tenants.values()
  const worker = async () => {
    for (const tenant of waiting) {
      const answer = await dataPlane.inventory(signal, tenant).catch(noInventory)
      inventories.push(...answer.clusters)
    }
  }
  await Promise.all(Array.from({ length: atOnce }, worker))
  return inventories
}

function noInventory(error: unknown): { clusters: ClusterInventory[] } {
  if (error instanceof DataPlaneError) return { clusters: [] }
  throw error
}
