import type { EntityManager } from '@mikro-orm/postgresql'
import { DomainClaim } from './domain-claim.entity.ts'

/** The claim of a tenant to a host, as it is now. The caller has locked the tenant, and with it its claims. */
export function findClaim(
  em: EntityManager,
  claim: { tenantId: string; host: string },
): Promise<DomainClaim | null> {
  return em.findOne(DomainClaim, claim, { refresh: true })
}
