import { defineEntity, type InferEntity, p } from '@mikro-orm/core'
import { Tenant } from '../tenants/tenant.entity.ts'

/** `drifted` is what a look at a place ends with when it is not as its version made it. */
export const resultStates = ['pending', 'succeeded', 'drifted', 'failed', 'skipped'] as const
export type ResultState = (typeof resultStates)[number]

/** In what a place differs from its version, and the SQL that would mend it: for a person, never run by itself. */
export interface Difference {
  kind: string
  name: string
  expected?: string | undefined
  found?: string | undefined
  fix: string
}

/** What a run over the fleet came to for one tenant. */
export const FleetResult = defineEntity({
  name: 'FleetResult',
  tableName: 'fleet_results',
  properties: {
    runId: p.uuid().primary(),
    tenant: () => p.manyToOne(Tenant).joinColumn('tenant_id').primary(),
    /** Tenants that share a place have the same one here: it is migrated once. */
    place: p.text(),
    /** The place's turn. */
    position: p.integer(),
    state: p.text().$type<ResultState>(),
    fromVersion: p.text().nullable(),
    toVersion: p.text().nullable(),
    error: p.text().nullable(),
    /** PostgreSQL's code of the error. */
    sqlState: p.text().nullable(),
    differences: p.json<Difference[]>().nullable(),
    attempts: p.integer(),
    durationMs: p.integer().nullable(),
    finishedAt: p.datetime(3).nullable(),
  },
})

export type FleetResult = InferEntity<typeof FleetResult>
