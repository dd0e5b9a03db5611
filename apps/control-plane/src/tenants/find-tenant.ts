import { LockMode } from '@mikro-orm/core'
import type { EntityManager } from '@mikro-orm/postgresql'
import { notFound } from '@mt/shared/http/problem'
import { isId } from '@mt/shared/ids'
import { Tenant } from './tenant.entity.ts'

/** Finds a tenant by id or slug. Throws 404. */
export async function findTenant(em: EntityManager, idOrSlug: string): Promise<Tenant> {
  const tenant = await em.findOne(Tenant, byIdOrSlug(idOrSlug))
  if (!tenant) throw noTenant(idOrSlug)
  return tenant
}

/** Finds a tenant and locks its row until the transaction of `em` ends. Throws 404. */
export async function lockTenant(em: EntityManager, idOrSlug: string): Promise<Tenant> {
  const lock = { lockMode: LockMode.PESSIMISTIC_WRITE }
  const tenant = await em.findOne(Tenant, byIdOrSlug(idOrSlug), lock)
  if (!tenant) throw noTenant(idOrSlug)
  return tenant
}

export function noTenant(idOrSlug: string) {
  return notFound(`there is no tenant “${idOrSlug}”`)
}

function byIdOrSlug(idOrSlug: string) {
  // A purged tenant's slug may belong to another tenant.
  return isId(idOrSlug) ? { id: idOrSlug } : { slug: idOrSlug, status: { $ne: 'purged' as const } }
}
