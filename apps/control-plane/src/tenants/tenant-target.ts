import type { EntityManager } from '@mikro-orm/postgresql'
import type { Actor } from '../audit/actor.ts'
import { lockTenant } from './find-tenant.ts'
import type { Tenant } from './tenant.entity.ts'
import { requireMatch } from './tenant-etag.ts'

/** The tenant that a request changes. */
export interface TenantTarget {
  actor: Actor
  idOrSlug: string
  /** The value of If-Match: ETags of which the tenant must have one. */
  ifMatch: string | undefined
}

/** Finds that tenant and locks its row until the transaction of `em` ends. Throws 404, and 412 if `ifMatch` fails. */
export async function lockTarget(
  em: EntityManager,
  { idOrSlug, ifMatch }: TenantTarget,
): Promise<Tenant> {
  const tenant = await lockTenant(em, idOrSlug)
  await requireMatch(em, tenant, ifMatch)
  return tenant
}
