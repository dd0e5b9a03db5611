import { z } from '@hono/zod-openapi'
import type { EntityManager } from '@mikro-orm/postgresql'
import { countByRun, type RunCounts, rateWindowS } from './count-results.ts'
import { resultStates } from './fleet-result.entity.ts'
import { type FleetRun, fleetKinds, fleetStates } from './fleet-run.entity.ts'
import { fleetWhereSchema } from './run-request.ts'

const count = z.number().int()

/** A run over the fleet as the API returns it. */
export const runAnswerSchema = z
  .object({
    id: z.uuid(),
    kind: z.enum(fleetKinds),
    state: z.enum(fleetStates),
    target: z.string().openapi({ description: 'The version that every placement should have' }),
    where: fleetWhereSchema,
    ...{ canary: count, concurrency: count, dryRun: z.boolean() },
    tenants: count.openapi({ description: 'Number of its tenants' }),
    places: count.openapi({ description: 'Number of its placements' }),
    counts: z.object({
      pending: count,
      succeeded: count,
      drifted: count,
      failed: count,
      skipped: count,
    }),
    rate: z
      .number()
      .nullable()
      .openapi({ description: 'Recent rate in tenants per second, while it runs' }),
    secondsLeft: z.number().nullable().openapi({ description: 'Estimated from the rate' }),
    attempts: count.openapi({ description: 'How often a process has claimed it' }),
    error: z.string().nullable(),
    createdAt: z.iso.datetime(),
    finishedAt: z.iso.datetime().nullable(),
  })
  .openapi('FleetRun')

export type RunAnswer = z.infer<typeof runAnswerSchema>

/** Returns runs with their progress, in the given order, with one query for all. */
export async function answerRuns(em: EntityManager, runs: FleetRun[]): Promise<RunAnswer[]> {
  const ids = runs.map(({ id }) => id)
  const counted = await countByRun(em, ids)
  return runs.map((run) => toAnswer(run, counted.get(run.id)))
}

function toAnswer(run: FleetRun, counted: RunCounts | undefined): RunAnswer {
  const { id, kind, state, target, tenants, places, attempts, error = null } = run
  const { where, canary, concurrency, dryRun } = run.request
  const counts = counted?.counts ?? noCounts()
  const rate = state === 'running' ? rateOf(run, counted?.lately ?? 0) : null
  return {
    ...{ id, kind, state, target, where, canary, concurrency, dryRun, tenants, places, counts },
    rate,
    secondsLeft: rate === null || rate === 0 ? null : Math.ceil(counts.pending / rate),
    ...{ attempts, error },
    createdAt: run.createdAt.toISOString(),
    finishedAt: run.finishedAt?.toISOString() ?? null,
  }
}

/** The rate over the last seconds, or since a process has claimed the run if that is less. */
function rateOf({ claimedAt, createdAt }: FleetRun, lately: number): number {
  const runningS = (Date.now() - (claimedAt ?? createdAt).getTime()) / 1_000
  return Math.round((lately / Math.min(Math.max(runningS, 0.1), rateWindowS)) * 10) / 10
}

function noCounts() {
  return Object.fromEntries(resultStates.map((state) => [state, 0])) as RunCounts['counts']
}
