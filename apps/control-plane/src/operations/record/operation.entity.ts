import { defineEntity, type InferEntity, p } from '@mikro-orm/core'
import type { Actor } from '../../audit/actor.ts'
import { Tenant } from '../../tenants/tenant.entity.ts'
import type { OperationInput, OperationKind } from './operation-input.ts'
import type { StepRecord } from './step-record.ts'

export const operationStates = ['pending', 'running', 'succeeded', 'failed', 'cancelled'] as const
export type OperationState = (typeof operationStates)[number]

/** A change of one tenant, stored so that it survives the process that works at it. */
export const Operation = defineEntity({
  name: 'Operation',
  tableName: 'operations',
  properties: {
    id: p.uuid().primary(),
    kind: p.text().$type<OperationKind>(),
    tenantId: p.manyToOne(Tenant).mapToPk().joinColumn('tenant_id'),
    state: p.text().$type<OperationState>(),
    steps: p.json<StepRecord[]>(),
    /** How often a runner has claimed it. */
    attempts: p.integer(),
    /** Until then only `runner` may work at it. */
    leaseUntil: p.datetime(3).nullable(),
    runner: p.uuid().nullable(),
    /** It contains secrets only as hashes, and only until the operation has succeeded. */
    input: p.json<OperationInput>(),
    actor: p.json<Actor>(),
    /** Who cancelled it. Once set, no further step is begun. */
    cancelledBy: p.json<Actor>().nullable(),
    error: p.text().nullable(),
    createdAt: p.datetime(3).onCreate(() => new Date()),
    updatedAt: p
      .datetime(3)
      .onCreate(() => new Date())
      .onUpdate(() => new Date()),
    finishedAt: p.datetime(3).nullable(),
  },
})

export type Operation = InferEntity<typeof Operation>
