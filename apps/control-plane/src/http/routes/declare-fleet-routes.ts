import { createRoute, z } from '@hono/zod-openapi'
import { body, idParam, json, problems } from '@mt/shared/http/answers'
import { newDriftSchema, newMigrationSchema } from '../../fleet/fleet-wish.ts'
import { runAnswerSchema } from '../../fleet/run-answer.ts'
import { fleetCountsSchema } from '../../verbs/fleet/fleet-counts.ts'
import { fleetVersionsSchema } from '../../verbs/fleet/fleet-versions.ts'
import { resultAnswerSchema, resultsQuery } from '../../verbs/fleet/list-results.ts'
import { pageQuery } from '../../verbs/page.ts'
import { type GuardParts, guard } from '../guards/guard.ts'

const params = z.object({ id: idParam('id') })
const runs = z.object({ results: z.array(runAnswerSchema), next: z.string().nullable() })
const results = z.object({ results: z.array(resultAnswerSchema), next: z.string().nullable() })
const run = json(runAnswerSchema, 'The run')

/** What can be asked about migrations of the fleet. */
export function declareMigrationRoutes(context: GuardParts) {
  const tag = 'migrations'
  return {
    ...declareRunRoutes(context, { tag, of: 'migrations of the fleet' }),
    begin: createRoute({
      ...guard(context, tag).changing('operate'),
      method: 'post',
      path: '/',
      summary: 'Bring the tables of all tenants up to date, or of some',
      description:
        'One at a time. It goes on past what fails and names it. With nothing to do it has succeeded at once.',
      request: body(newMigrationSchema),
      responses: { 202: run, ...problems(400, 401, 403, 409, 415, 422, 503) },
    }),
  }
}

/** What can be asked about looks at drift. */
export function declareDriftRoutes(context: GuardParts) {
  const tag = 'drift'
  return {
    ...declareRunRoutes(context, { tag, of: 'looks at drift' }),
    begin: createRoute({
      ...guard(context, tag).changing('operate'),
      method: 'post',
      path: '/',
      summary: 'Compare the tables that tenants really have with those of their version',
      description: 'Differences are named with SQL that would mend them. Nothing is changed.',
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
      summary: 'How many tenants there are in each state and of each model',
      responses: { 200: json(fleetCountsSchema, 'All of them'), ...problems(401, 403, 503) },
    }),
    versions: createRoute({
      ...guard(context, 'migrations').reading('read'),
      method: 'get',
      path: '/versions',
      summary: 'How many tenants have which version of their tables',
      responses: { 200: json(fleetVersionsSchema, 'All of them'), ...problems(401, 403, 503) },
    }),
  }
}

function declareRunRoutes(context: GuardParts, { tag, of }: { tag: string; of: string }) {
  const reading = { ...guard(context, tag).reading('read'), method: 'get' } as const
  return {
    list: createRoute({
      ...reading,
      path: '/',
      summary: `The ${of}, newest first`,
      request: { query: pageQuery },
      responses: { 200: json(runs, 'A page'), ...problems(401, 403, 422) },
    }),
    show: createRoute({
      ...reading,
      path: '/{id}',
      summary: 'A run and how far it is',
      request: { params },
      responses: { 200: run, ...problems(401, 403, 404) },
    }),
    results: createRoute({
      ...reading,
      path: '/{id}/results',
      summary: 'What it came to, tenant by tenant',
      request: { params, query: resultsQuery },
      responses: { 200: json(results, 'A page'), ...problems(401, 403, 404, 422) },
    }),
    events: createRoute({
      ...reading,
      path: '/{id}/events',
      summary: 'How far a run is, told again whenever that has changed',
      request: { params },
      responses: {
        200: {
          description: 'Events named `progress`, each with the run; the last one when it has ended',
          content: { 'text/event-stream': { schema: z.string() } },
        },
        ...problems(401, 403, 404),
      },
    }),
    cancel: createRoute({
      ...guard(context, tag).changing('operate'),
      method: 'post',
      path: '/{id}/cancel',
      summary: 'Begin no further place; what was done stays',
      request: { params },
      responses: { 202: run, ...problems(401, 403, 404, 409) },
    }),
  }
}
