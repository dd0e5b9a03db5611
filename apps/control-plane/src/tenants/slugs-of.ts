import type { EntityManager } from '@mikro-orm/postgresql'
import { Tenant } from './tenant.entity.ts'

/** What tenants are called, by their ids, also those that are gone: in one question, however many they are. */
export async function slugsOf(
  em: EntityManager,
  ids: readonly (string | null | undefined)[],
): Promise<ReadonlyMap<string, string>> {
  const known = [...new Set(ids)].filter((id) => typeof id === 'string')
  const tenants = await em.find(Tenant, { id: { $in: known } }, { fields: ['id', 'slug'] })
  return new Map(tenants.map(({ id, slug }) => [id, slug]))
}
