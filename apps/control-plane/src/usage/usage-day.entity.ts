import { defineEntity, type InferEntity, p } from '@mikro-orm/core'
import { Tenant } from '../tenants/tenant.entity.ts'

/** The number of a tenant's requests on a day (UTC). */
export const UsageDay = defineEntity({
  name: 'UsageDay',
  tableName: 'usage_days',
  properties: {
    tenantId: p.manyToOne(Tenant).mapToPk().joinColumn('tenant_id').primary(),
    day: p.date().primary(),
    requests: p.bigint('number'),
  },
})

export type UsageDay = InferEntity<typeof UsageDay>
