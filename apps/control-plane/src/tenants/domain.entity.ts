import { defineEntity, type InferEntity, p } from '@mikro-orm/core'
import { Tenant } from './tenant.entity.ts'

/** A host on which a tenant is served. A host is one tenant's. */
export const Domain = defineEntity({
  name: 'Domain',
  tableName: 'domains',
  properties: {
    host: p.text().primary(),
    tenantId: p.manyToOne(Tenant).mapToPk().joinColumn('tenant_id'),
    createdAt: p.datetime(3).onCreate(() => new Date()),
  },
})

export type Domain = InferEntity<typeof Domain>
