import { z } from '@hono/zod-openapi'
import type { WithOrm } from '../../database/open-orm.ts'
import { FleetResult, resultStates } from '../../fleet/fleet-result.entity.ts'
import { pageQuery } from '../page.ts'

export const resultsQuery = pageQuery.extend({ state: z.enum(resultStates).optional() })

export const resultAnswerSchema = z
  .object({
    tenant: z.uuid(),
    slug: z.string(),
    place: z.string(),
    state: z.enum(resultStates),
    fromVersion: z.string().nullable(),
    toVersion: z.string().nullable(),
    error: z.string().nullable().openapi({ description: 'The error, as PostgreSQL reports it' }),
    sqlState: z.string().nullable(),
    differences: z
      .array(
        z.object({
          kind: z.string(),
          name: z.string(),
          expected: z.string().exactOptional(),
          found: z.string().exactOptional(),
          fix: z.string().openapi({
            description: 'SQL that would fix it, for review; it is never run automatically',
          }),
        }),
      )
      .nullable(),
    attempts: z.number().int(),
    durationMs: z.number().int().nullable(),
    finishedAt: z.iso.datetime().nullable(),
  })
  .openapi('FleetResult')

export type ResultAnswer = z.infer<typeof resultAnswerSchema>

/** A page of a run's results by tenant, optionally in one state. */
export async function listResults(
  { orm }: WithOrm,
  runId: string,
  { cursor, limit, state }: z.infer<typeof resultsQuery>,
) {
  const where = {
    runId,
    ...(state === undefined ? {} : { state }),
    ...(cursor === undefined ? {} : { tenant: { $gt: cursor } }),
  }
  const rows = await orm.em.fork().find(FleetResult, where, {
    populate: ['tenant'],
    orderBy: { tenant: 'asc' },
    limit: limit + 1,
  })
  const results = rows.slice(0, limit).map(toAnswer)
  return { results, next: rows.length > limit ? (results.at(-1)?.tenant ?? null) : null }
}

function toAnswer(result: FleetResult): ResultAnswer {
  const { place, state, attempts } = result
  const { id, slug } = result.tenant
  return resultAnswerSchema.parse({
    ...{ tenant: id, slug, place, state, attempts },
    fromVersion: result.fromVersion ?? null,
    toVersion: result.toVersion ?? null,
    error: result.error ?? null,
    sqlState: result.sqlState ?? null,
    differences: result.differences ?? null,
    durationMs: result.durationMs ?? null,
    finishedAt: result.finishedAt?.toISOString() ?? null,
  })
}
