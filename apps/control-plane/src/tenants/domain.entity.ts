import { defineEntity, type InferEntity, p } from '@mikro-orm/core'
import { Tenant } from './tenant.entity.ts'

/** `slug`: of the tenant's slug; `custom`: added to the tenant; `former`: of an earlier slug, redirects. */
export const domainKinds = ['slug', 'custom', 'former'] as const
export type DomainKind = (typeof domainKinds)[number]

/** A host of a tenant. While it exists, no other tenant can have the host. */
export const Domain = defineEntity({
  name: 'Domain',
  tableName: 'domains',
  properties: {
    host: p.text().primary(),
    tenantId: p.manyToOne(Tenant).mapToPk().joinColumn('tenant_id'),
    kind: p.text().$type<DomainKind>().default('slug'),
    /** When a former host is removed; null for never. */
    expiresAt: p.datetime(3).nullable(),
    createdAt: p.datetime(3).onCreate(() => new Date()),
  },
})

export type Domain = InferEntity<typeof Domain>
