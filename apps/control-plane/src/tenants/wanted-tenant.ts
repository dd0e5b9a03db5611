import type { EntityManager } from '@mikro-orm/postgresql'
import type { Actor } from '../audit/actor.ts'
import { lockTenant } from './find-tenant.ts'
import type { Tenant } from './tenant.entity.ts'
import { requireMatch } from './tenant-etag.ts'

/** The tenant that a client wants changed. */
export interface WantedTenant {
  actor: Actor
  idOrSlug: string
  /** The ETags of which the tenant must have one, as If-Match names them. */
  ifMatch: string | undefined
}

/** That tenant, its row locked until the transaction of `em` ends. Throws 404, and 412 where it has changed since the client looked. */
export async function lockWanted(
  em: EntityManager,
  { idOrSlug, ifMatch }: WantedTenant,
): Promise<Tenant> {
  const tenant = await lockTenant(em, idOrSlug)
  await requireMatch(em, tenant, ifMatch)
  return tenant
}
