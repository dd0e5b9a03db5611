import { defineEntity, type InferEntity, p } from '@mikro-orm/core'
import type { Placement } from '@mt/shared/placement'
import type { Limits } from '../plans/limits.ts'
import { Plan } from '../plans/plan.entity.ts'
import type { Launched } from '../runtimes/runtime.ts'
import type { LastMigration } from './last-migration.ts'
import type { LifeStatus } from './transitions.ts'

/** A tenant as the platform knows it. What it stores lies elsewhere: where `placement` says. */
export const Tenant = defineEntity({
  name: 'Tenant',
  tableName: 'tenants',
  properties: {
    id: p.uuid().primary(),
    slug: p.text(),
    name: p.text(),
    status: p.text().$type<LifeStatus>(),
    /** The data-plane service that it is a tenant of; another never gets a right to it. */
    service: p.text(),
    placement: p.json<Placement>(),
    /** Where a dedicated tenant's own service was launched last; null for the others, and while it is stopped. */
    upstream: p.json<Launched>().nullable(),
    planId: p.manyToOne(Plan).mapToPk().joinColumn('plan_id'),
    /** What differs from the plan for this tenant. */
    limits: p.json<Limits>().onCreate(() => ({})),
    /** Raised by every move; writers with an older one are refused. */
    epoch: p.integer(),
    /** The latest version of the registry that speaks of this tenant. */
    version: p.bigint('number'),
    /** The last migration of the tenant's own tables, as the data plane told. */
    schemaVersion: p.text().nullable(),
    /** What became of it in the last run over the fleet that concerned it. */
    lastMigration: p.json<LastMigration>().nullable(),
    failureReason: p.text().nullable(),
    /** When it was deleted, and when its grace ends: until then it can be restored. */
    deletedAt: p.datetime(3).nullable(),
    purgeAt: p.datetime(3).nullable(),
    createdAt: p.datetime(3).onCreate(() => new Date()),
    updatedAt: p
      .datetime(3)
      .onCreate(() => new Date())
      .onUpdate(() => new Date()),
  },
})

export type Tenant = InferEntity<typeof Tenant>
