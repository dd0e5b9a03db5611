import type { EntityManager } from '@mikro-orm/postgresql'
import { Tenant } from './tenant.entity.ts'

/** The slugs of tenants by id, even of purged ones, with one query. */
export async function slugsOf(
  em: EntityManager,
  ids: readonly (string | null | undefined)[],
): Promise<ReadonlyMap<string, string>> {
  const known = [...new Set(ids)].filter((id) => typeof id === 'string')
  const tenants = await em.find(Tenant, { id: { $in: known } }, { fields: ['id', 'slug'] })
  return new Map(tenants.map(({ id, slug }) => [id, slug]))
}
