import { createRoute, z } from '@hono/zod-openapi'
import { body, idParam, json, problems } from '@mt/shared/http/answers'
import { runAnswerSchema } from '../../fleet/run-answer.ts'
import { newDriftSchema, newMigrationSchema } from '../../fleet/run-request.ts'
import { fleetCountsSchema } from '../../verbs/fleet/fleet-counts.ts'
import { fleetVersionsSchema } from '../../verbs/fleet/fleet-versions.ts'
import { resultAnswerSchema, resultsQuery } from '../../verbs/fleet/list-results.ts'
import { pageQuery } from '../../verbs/page.ts'
import { type GuardParts, guard } from '../guards/guard.ts'

const params = z.object({ id: idParam('id') })
const runs = z.object({ results: z.array(runAnswerSchema), next: z.string().nullable() })
const results = z.object({ results: z.array(resultAnswerSchema), next: z.string().nullable() })
const run = json(runAnswerSchema, 'The run')

/** Declares the routes of migrations of the fleet. */
export function declareMigrationRoutes(context: GuardParts) {
  const tag = 'migrations'
  return {
    ...declareRunRoutes(context, { tag, one: 'migration', many: 'migrations of the fleet' }),
    begin: createRoute({
      ...guard(context, tag).changing('operate'),
      method: 'post',
      path: '/',
      summary: 'Start a migration of all or some tenants to the current version of their tables',
      description:
        'Only one migration can run at a time. It continues after failures and lists them in its results. If there is nothing to do, it succeeds at once.',
      request: body(newMigrationSchema),
      responses: { 202: run, ...problems(400, 401, 403, 409, 415, 422, 503) },
    }),
  }
}

/** Declares the routes of drift checks. */
export function declareDriftRoutes(context: GuardParts) {
  const tag = 'drift'
  return {
    ...declareRunRoutes(context, { tag, one: 'drift check', many: 'drift checks' }),
    begin: createRoute({
      ...guard(context, tag).changing('operate'),
      method: 'post',
      path: '/',
      summary: 'Start a drift check, which compares tenants’ tables with their version',
      description: 'It reports differences with the SQL that would fix them, and changes nothing.',
      request: body(newDriftSchema),
      responses: { 202: run, ...problems(400, 401, 403, 409, 415, 422, 503) },
    }),
  }
}

export function declareFleetRoutes(context: GuardParts) {
  return {
    counts: createRoute({
      ...guard(context, 'tenants').reading('read'),
      method: 'get',
      path: '/counts',
      summary: 'Count the tenants by status and isolation model',
      responses: { 200: json(fleetCountsSchema, 'The counts'), ...problems(401, 403, 503) },
    }),
    versions: createRoute({
      ...guard(context, 'migrations').reading('read'),
      method: 'get',
      path: '/versions',
      summary: 'Count the tenants by the version of their tables',
      responses: { 200: json(fleetVersionsSchema, 'The counts'), ...problems(401, 403, 503) },
    }),
  }
}

function declareRunRoutes(
  context: GuardParts,
  { tag, one, many }: { tag: string; one: string; many: string },
) {
  const reading = { ...guard(context, tag).reading('read'), method: 'get' } as const
  return {
    list: createRoute({
      ...reading,
      path: '/',
      summary: `List ${many}, newest first`,
      request: { query: pageQuery },
      responses: { 200: json(runs, 'A page of runs'), ...problems(401, 403, 422) },
    }),
    show: createRoute({
      ...reading,
      path: '/{id}',
      summary: `Show a ${one} and its progress`,
      request: { params },
      responses: { 200: run, ...problems(401, 403, 404) },
    }),
    results: createRoute({
      ...reading,
      path: '/{id}/results',
      summary: `List the results of a ${one} by tenant`,
      request: { params, query: resultsQuery },
      responses: { 200: json(results, 'A page of results'), ...problems(401, 403, 404, 422) },
    }),
    events: createRoute({
      ...reading,
      path: '/{id}/events',
      summary: `Stream the progress of a ${one}`,
      request: { params },
      responses: {
        200: {
          description:
            'Server-sent events named `progress` with the run as data, at once and after each change until it has ended',
          content: { 'text/event-stream': { schema: z.string() } },
        },
        ...problems(401, 403, 404),
      },
    }),
    cancel: createRoute({
      ...guard(context, tag).changing('operate'),
      method: 'post',
      path: '/{id}/cancel',
      summary: `Cancel a ${one}; finished placements stay as they are`,
      request: { params },
      responses: { 202: run, ...problems(401, 403, 404, 409) },
    }),
  }
}
