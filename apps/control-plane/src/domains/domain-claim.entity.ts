import { defineEntity, type InferEntity, p } from '@mikro-orm/core'
import { Tenant } from '../tenants/tenant.entity.ts'

/**
 * A tenant's claim to a custom domain, with the record that proves it and what the checks found. Several tenants
 * may claim one domain. Only rows of `domains` are published to the registry, and a claim is no such row: what
 * is not proven cannot be served by a query that forgot to ask.
 */
export const DomainClaim = defineEntity({
  name: 'DomainClaim',
  tableName: 'domain_claims',
  properties: {
    tenantId: p.manyToOne(Tenant).mapToPk().joinColumn('tenant_id').primary(),
    host: p.text().primary(),
    /** The value of the TXT record: nobody can set it before this claim exists. */
    value: p.text(),
    /** Since when the tenant is served there; null while the claim is pending. */
    activatedAt: p.datetime(3).nullable(),
    /** When the record was last seen; null for a domain that is served without ever having been proven. */
    provenAt: p.datetime(3).nullable(),
    checkedAt: p.datetime(3).nullable(),
    /** When it is checked next. */
    checkAt: p.datetime(3),
    /** Daily checks that did not find the record, one after another, while the domain is served. */
    failedChecks: p.integer().default(0),
    /** Why it is pending, or what the last check did not find. */
    reason: p.text().nullable(),
    createdAt: p.datetime(3).onCreate(() => new Date()),
  },
})

export type DomainClaim = InferEntity<typeof DomainClaim>
