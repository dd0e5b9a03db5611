import { defineEntity, type InferEntity, p } from '@mikro-orm/core'
import { Tenant } from '../tenants/tenant.entity.ts'

/** `drifted`: a drift check found that the placement differs from its version. */
export const resultStates = ['pending', 'succeeded', 'drifted', 'failed', 'skipped'] as const
export type ResultState = (typeof resultStates)[number]

/** A difference between a placement and its version, and SQL that would fix it, for a person to review. */
export interface Difference {
  kind: string
  name: string
  expected?: string | undefined
  found?: string | undefined
  fix: string
}

/** The result of a run over the fleet for one tenant. */
export const FleetResult = defineEntity({
  name: 'FleetResult',
  tableName: 'fleet_results',
  properties: {
    runId: p.uuid().primary(),
    tenant: () => p.manyToOne(Tenant).joinColumn('tenant_id').primary(),
    /** The name of the placement, which tenants may share: it is migrated once. */
    place: p.text(),
    /** The placement's position in the order of the run. */
    position: p.integer(),
    state: p.text().$type<ResultState>(),
    fromVersion: p.text().nullable(),
    toVersion: p.text().nullable(),
    error: p.text().nullable(),
    /** PostgreSQL's error code. */
    sqlState: p.text().nullable(),
    differences: p.json<Difference[]>().nullable(),
    attempts: p.integer(),
    durationMs: p.integer().nullable(),
    finishedAt: p.datetime(3).nullable(),
  },
})

export type FleetResult = InferEntity<typeof FleetResult>
