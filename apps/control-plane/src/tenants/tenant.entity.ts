import { defineEntity, type InferEntity, p } from '@mikro-orm/core'
import type { Placement } from '@mt/shared/placement'
import type { TenantStatus } from '@mt/shared/tenant'

/** A tenant as the platform knows it. What it stores lies elsewhere: where `placement` says. */
export const Tenant = defineEntity({
  name: 'Tenant',
  tableName: 'tenants',
  properties: {
    id: p.uuid().primary(),
    slug: p.text(),
    name: p.text(),
    status: p.text().$type<TenantStatus>(),
    placement: p.json<Placement>(),
    /** Raised by every move; writers with an older one are refused. */
    epoch: p.integer(),
    /** The latest version of the registry that speaks of this tenant. */
    version: p.bigint('number'),
    /** The last migration of the tenant's own tables, as the data plane told. */
    schemaVersion: p.text().nullable(),
    failureReason: p.text().nullable(),
    createdAt: p.datetime(3).onCreate(() => new Date()),
    updatedAt: p
      .datetime(3)
      .onCreate(() => new Date())
      .onUpdate(() => new Date()),
  },
})

export type Tenant = InferEntity<typeof Tenant>
