import type { ClusterInventory } from '@mt/shared/internal-api/inventory'
import { DataPlaneError } from '../../../data-plane/data-plane-error.ts'
import type { Runtime } from '../../../runtimes/runtime.ts'
import { comparePlaces } from './compare-places.ts'
import { compareRuntime } from './compare-runtime.ts'
import { findOrphans } from './find-orphans.ts'
import type { Finding } from './finding.ts'
import type { PlaceParts } from './places.ts'
import { type KnownTenant, readTenants } from './read-tenants.ts'
import { steadyTenants } from './steady-tenants.ts'

/** So many dedicated tenants are asked side by side. */
const atOnce = 8

/** Whether what runs of dedicated tenants is what should run, and whether each has its place on its cluster. */
export async function checkRuntime(
  context: PlaceParts & { runtime: Pick<Runtime, 'list'> },
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
      ...comparePlaces(steady, cluster),
    ]),
  ]
}

function isDedicated({ placement }: KnownTenant): boolean {
  return placement.model === 'dedicated'
}

function isServed(tenant: KnownTenant): boolean {
  return isDedicated(tenant) && tenant.status === 'active' && tenant.upstream !== null
}

/** Of those that answer; who does not is told of by what the runtime has of it. */
async function takeInventories(
  { dataPlane }: PlaceParts,
  tenants: KnownTenant[],
  signal: AbortSignal,
): Promise<ClusterInventory[]> {
  const inventories: ClusterInventory[] = []
  const waiting = tenants.values()
  const worker = async () => {
    for (const tenant of waiting) {
      const answer = await dataPlane.inventory(signal, tenant).catch(away)
      inventories.push(...answer.clusters)
    }
  }
  await Promise.all(Array.from({ length: atOnce }, worker))
  return inventories
}

function away(error: unknown): { clusters: ClusterInventory[] } {
  if (error instanceof DataPlaneError) return { clusters: [] }
  throw error
}
