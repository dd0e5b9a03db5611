import type { IsolationModel, Placement } from '@mt/shared/placement'

/** Where new tenants are placed. */
export interface PlacementConfig {
  cluster: string
  /** The database of the tenants that have none of their own. */
  pooledDatabase: string
}

export interface PlacementWish {
  model: IsolationModel
  slug: string
  tenantId: string
  /** Whether another tenant, also one that is gone, has this place to itself. */
  isTaken: (placement: Placement) => Promise<boolean>
}

/** PostgreSQL cuts longer names off, and then two tenants could meet in one. */
const maxIdentifierLength = 63
const suffixLength = 8

/**
 * Where a new tenant's rows are to lie: in the shared schema, in a schema or in a database of its own,
 * named after its slug, with a part of the tenant's id where an earlier tenant holds that name. A dedicated
 * tenant's database lies on a cluster of its own, which is named after the tenant's id.
 */
export async function choosePlacement(
  config: PlacementConfig,
  wish: PlacementWish,
): Promise<Placement> {
  const { cluster, pooledDatabase } = config
  if (wish.model === 'shared') {
    return { model: 'shared', cluster, database: pooledDatabase, schema: 'shared' }
  }
  if (wish.model === 'dedicated') {
    const own = { cluster: ownCluster(wish.tenantId), database: ownName(wish.slug) }
    return { model: 'dedicated', ...own, schema: 'tenant' }
  }
  const plain = placementNamed(config, wish.model, ownName(wish.slug))
  if (!(await wish.isTaken(plain))) return plain
  return placementNamed(config, wish.model, ownName(wish.slug, wish.tenantId))
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

/** No other cluster can be meant, whatever a slug was or will be. */
function ownCluster(tenantId: string): string {
  return `d_${tenantId.replaceAll('-', '')}`
}

/** The end of a UUIDv7 is its random part; its beginning is the time, which neighbours share. */
function ownName(slug: string, tenantId?: string): string {
  const name = `t_${slug.replaceAll('-', '_')}`
  if (tenantId === undefined) return name.slice(0, maxIdentifierLength)
  const suffix = `_${tenantId.slice(-suffixLength)}`
  return name.slice(0, maxIdentifierLength - suffix.length) + suffix
}
