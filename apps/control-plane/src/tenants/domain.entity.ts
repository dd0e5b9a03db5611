import { defineEntity, type InferEntity, p } from '@mikro-orm/core'
import { Tenant } from './tenant.entity.ts'

/** `slug`: the tenant's own; `custom`: brought by the tenant; `former`: of an earlier slug, it redirects. */
export const domainKinds = ['slug', 'custom', 'former'] as const
export type DomainKind = (typeof domainKinds)[number]

/** A host that is one tenant's, and nobody else's while it is here. */
export const Domain = defineEntity({
  name: 'Domain',
  tableName: 'domains',
  properties: {
    host: p.text().primary(),
    tenantId: p.manyToOne(Tenant).mapToPk().joinColumn('tenant_id'),
    kind: p.text().$type<DomainKind>().default('slug'),
    /** When a former host is given up; it is kept where nothing is said. */
    expiresAt: p.datetime(3).nullable(),
    createdAt: p.datetime(3).onCreate(() => new Date()),
  },
})

export type Domain = InferEntity<typeof Domain>
