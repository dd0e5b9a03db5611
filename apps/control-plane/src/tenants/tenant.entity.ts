import { defineEntity, type InferEntity, p } from '@mikro-orm/core'
import type { Placement } from '@mt/shared/placement'
import type { Limits } from '../plans/limits.ts'
import { Plan } from '../plans/plan.entity.ts'
import type { Launched } from '../runtimes/runtime.ts'
import type { LastMigration } from './last-migration.ts'
import type { LifeStatus } from './transitions.ts'

/** A tenant in the system of record. Its data is stored at its `placement`. */
export const Tenant = defineEntity({
  name: 'Tenant',
  tableName: 'tenants',
  properties: {
    id: p.uuid().primary(),
    slug: p.text(),
    name: p.text(),
    status: p.text().$type<LifeStatus>(),
    /** The service that it is a tenant of; only this one gets capabilities for it. */
    service: p.text(),
    placement: p.json<Placement>(),
    /** Where a dedicated tenant's own service was last launched; null while it is stopped, and for other models. */
    upstream: p.json<Launched>().nullable(),
    planId: p.manyToOne(Plan).mapToPk().joinColumn('plan_id'),
    /** Limits that replace those of the plan. */
    limits: p.json<Limits>().onCreate(() => ({})),
    /** Grows with each change of whether and where it is served; calls with an older one are refused. */
    epoch: p.integer(),
    /** The registry version of its last change. */
    version: p.bigint('number'),
    /** The version of its tables, as the data plane reported it. */
    schemaVersion: p.text().nullable(),
    /** Its result in its last migration of the fleet. */
    lastMigration: p.json<LastMigration>().nullable(),
    failureReason: p.text().nullable(),
    /** When it was deleted, and when its grace period ends: until then it can be restored. */
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
