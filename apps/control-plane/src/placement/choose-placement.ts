import type { IsolationModel, Placement } from '@mt/shared/placement'

/** Where new tenants are placed. */
export interface PlacementConfig {
  cluster: string
  /** The database of tenants without their own. */
  pooledDatabase: string
}

export interface PlacementRequest {
  model: IsolationModel
  slug: string
  tenantId: string
  /** Whether another tenant, even a purged one, has this placement to itself. */
  isTaken: (placement: Placement) => Promise<boolean>
}

/** PostgreSQL truncates longer names, and two tenants could then have the same one. */
const maxIdentifierLength = 63
const suffixLength = 8

/**
 * Chooses the placement of a new tenant: the shared schema, or its own schema or database, which is named
 * after its slug, with a part of the tenant's id if an earlier tenant has that name. A dedicated tenant has
 * its own cluster, which is named after the tenant's id.
 */
export async function choosePlacement(
  config: PlacementConfig,
  request: PlacementRequest,
): Promise<Placement> {
  const { cluster, pooledDatabase } = config
  if (request.model === 'shared') {
    return { model: 'shared', cluster, database: pooledDatabase, schema: 'shared' }
  }
  if (request.model === 'dedicated') {
    const own = { cluster: ownCluster(request.tenantId), database: ownName(request.slug) }
    return { model: 'dedicated', ...own, schema: 'tenant' }
  }
  const plain = placementNamed(config, request.model, ownName(request.slug))
  if (!(await request.isTaken(plain))) return plain
  return placementNamed(config, request.model, ownName(request.slug, request.tenantId))
}

function placementNamed(
  { cluster, pooledDatabase }: PlacementConfig,
  model: 'schema' | 'database',
  name: string,
): Placement {
  switch (model) {
    case 'schema':
      return { model, cluster, database: pooledDatabase, schema: name }
    case 'database':
      return { model, cluster, database: name, schema: 'tenant' }
  }
}

/** Named after the id, so that no present or future slug can mean the same cluster. */
function ownCluster(tenantId: string): string {
  return `d_${tenantId.replaceAll('-', '')}`
}

/** Uses the end of the id: the beginning of a UUIDv7 is the time, which is the same for tenants of one moment. */
function ownName(slug: string, tenantId?: string): string {
  const name = `t_${slug.replaceAll('-', '_')}`
  if (tenantId === undefined) return name.slice(0, maxIdentifierLength)
  const suffix = `_${tenantId.slice(-suffixLength)}`
  return name.slice(0, maxIdentifierLength - suffix.length) + suffix
}
