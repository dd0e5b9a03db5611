import { z } from '@hono/zod-openapi'
import type { EntityManager } from '@mikro-orm/postgresql'
import { countByRun, type RunCounts, rateWindowS } from './count-results.ts'
import { resultStates } from './fleet-result.entity.ts'
import { type FleetRun, fleetKinds, fleetStates } from './fleet-run.entity.ts'
import { fleetWhereSchema } from './fleet-wish.ts'

const count = z.number().int()

/** A run over the fleet as the API tells of it. */
export const runAnswerSchema = z
  .object({
    id: z.uuid(),
    kind: z.enum(fleetKinds),
    state: z.enum(fleetStates),
    target: z.string().openapi({ description: 'The version that every place should have' }),
    where: fleetWhereSchema,
    ...{ canary: count, concurrency: count, dryRun: z.boolean() },
    tenants: count.openapi({ description: 'How many tenants it concerns' }),
    places: count.openapi({ description: 'In how many places they lie' }),
    counts: z.object({
      pending: count,
      succeeded: count,
      drifted: count,
      failed: count,
      skipped: count,
    }),
    rate: z.number().nullable().openapi({ description: 'Tenants a second, lately; while it runs' }),
    secondsLeft: z.number().nullable().openapi({ description: 'At that rate' }),
    attempts: count.openapi({ description: 'How often a process has taken it up' }),
    error: z.string().nullable(),
    createdAt: z.iso.datetime(),
    finishedAt: z.iso.datetime().nullable(),
  })
  .openapi('FleetRun')

export type RunAnswer = z.infer<typeof runAnswerSchema>

/** Runs with how far they are, in the order given: one question however many they are. */
export async function answerRuns(em: EntityManager, runs: FleetRun[]): Promise<RunAnswer[]> {
  const ids = runs.map(({ id }) => id)
  const counted = await countByRun(em, ids)
  return runs.map((run) => toAnswer(run, counted.get(run.id)))
}

function toAnswer(run: FleetRun, counted: RunCounts | undefined): RunAnswer {
  const { id, kind, state, target, tenants, places, attempts, error = null } = run
  const { where, canary, concurrency, dryRun } = run.wish
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

/** Over the last seconds, or since a process has taken the run up where that is less. */
function rateOf({ claimedAt, createdAt }: FleetRun, lately: number): number {
  const runningS = (Date.now() - (claimedAt ?? createdAt).getTime()) / 1_000
  return Math.round((lately / Math.min(Math.max(runningS, 0.1), rateWindowS)) * 10) / 10
}

function noCounts() {
  return Object.fromEntries(resultStates.map((state) => [state, 0])) as RunCounts['counts']
}
