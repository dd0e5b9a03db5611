import type { EntityManager } from '@mikro-orm/postgresql'
import { conflict } from '@mt/shared/http/problem'
import type { WithOrm } from '../database/open-orm.ts'
import type { Tenant } from '../tenants/tenant.entity.ts'
import { newChallengeValue } from './challenge.ts'
import { DomainClaim } from './domain-claim.entity.ts'
import { nextCheckAt } from './next-check.ts'

/** How many custom domains a tenant can have, pending ones included: each is checked again and again. */
const maxClaims = 100

/**
 * Claims a host for a tenant that the caller has locked, in the transaction of `em`. A claim that exists stays as
 * it is. Throws 409 for more claims than a tenant can have.
 */
export async function claimDomain(em: EntityManager, tenant: Tenant, host: string): Promise<void> {
  const tenantId = tenant.id
  if (await em.findOne(DomainClaim, { tenantId, host })) return
  if ((await em.count(DomainClaim, { tenantId })) >= maxClaims) {
    throw conflict('too_many_domains', `a tenant can have ${maxClaims} custom domains; remove one`)
  }
  const now = new Date()
  const checkAt = nextCheckAt({ createdAt: now }, now)
  const claim = { tenantId, host, value: newChallengeValue(), checkAt, createdAt: now }
  em.create(DomainClaim, claim, { persist: true })
}

/** Claims the domains that a control plane of an earlier release has added since the migration, as that one did. */
export async function claimUnclaimed({ orm }: WithOrm): Promise<void> {
  await orm.em.fork().execute(`
    insert into control_plane.domain_claims
        (tenant_id, host, value, activated_at, check_at, failed_checks, created_at)
      select tenant_id, host, replace(gen_random_uuid()::text || gen_random_uuid(), '-', ''),
        created_at, now(), 0, created_at
      from control_plane.domains where kind = 'custom'
      on conflict (tenant_id, host) do nothing`)
}
