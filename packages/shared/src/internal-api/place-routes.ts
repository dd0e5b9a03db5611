import { createRoute, z } from '@hono/zod-openapi'
import { body, idParam, json, problems } from '../http/answers.ts'
import { openObject } from '../open-object.ts'
import { placementSchema } from '../placement.ts'
import { calls } from './internal-route.ts'

/**
 * What is asked about the place of one tenant. Every call can be made again. What a body says beyond its
 * fields is ignored, and what an answer says beyond its own is handed on: the planes are upgraded in turn.
 */

const params = z.object({ tenantId: idParam('tenantId') })
const epoch = z.int().positive()

const placeInput = z.object({ placement: placementSchema }).openapi('Place')

const provisionInput = z.object({ placement: placementSchema, epoch }).openapi('Provision')

const stateInput = z
  .object({ placement: placementSchema, epoch, state: z.enum(['serving', 'fenced']) })
  .openapi('PlacementState')

const traceSchema = openObject({
  kind: z.enum(['database', 'schema', 'role', 'rows']),
  /** Where it is: cluster/database, or cluster/database/schema, and so on. */
  name: z.string(),
  /** How many, of rows. */
  count: z.int().exactOptional(),
}).openapi('Trace')

/** Something that is there of a tenant. */
export type Trace = z.infer<typeof traceSchema>

const migrationView = openObject({
  from: z.string(),
  to: z.string(),
  applied: z.array(z.string()),
}).openapi('PlacementMigration')

const differenceSchema = openObject({
  kind: z.string(),
  name: z.string(),
  expected: z.string().exactOptional(),
  found: z.string().exactOptional(),
  fix: z.string().openapi({ description: 'SQL for a person to read; it is never run by itself' }),
}).openapi('Difference')

export const provision = createRoute({
  ...calls('provision', { about: 'tenant' }),
  method: 'put',
  path: '/internal/tenants/{tenantId}/placement',
  summary: 'Make the place of a tenant',
  request: { params, ...body(provisionInput) },
  responses: {
    200: json(
      openObject({ schemaVersion: z.string() }).openapi('Provisioned'),
      'The place is there',
    ),
    ...problems(400, 401, 403, 422, 503),
  },
})

export const deprovision = createRoute({
  ...calls('deprovision', { about: 'tenant' }),
  method: 'delete',
  path: '/internal/tenants/{tenantId}/placement',
  summary: 'Remove every trace of a tenant from a place',
  request: { params, ...body(placeInput) },
  responses: { 204: { description: 'Nothing is there' }, ...problems(400, 401, 403, 422, 503) },
})

export const setState = createRoute({
  ...calls('set-state', { about: 'tenant' }),
  method: 'put',
  path: '/internal/tenants/{tenantId}/state',
  summary: 'Fence the place of a tenant, or let it serve again',
  description:
    'When it answers, no write that began before a fence is under way. A later epoch wins.',
  request: { params, ...body(stateInput) },
  responses: { 204: { description: 'It is so' }, ...problems(400, 401, 403, 404, 422, 503) },
})

export const scan = createRoute({
  ...calls('scan', { about: 'tenant' }),
  method: 'post',
  path: '/internal/tenants/{tenantId}/scan',
  summary: 'All that is found of a tenant in a place',
  description:
    'Databases, schemas, roles and rows. Nothing of the tenant is left where it is empty.',
  request: { params, ...body(placeInput) },
  responses: {
    200: json(openObject({ found: z.array(traceSchema) }).openapi('Scan'), 'What there is'),
    ...problems(400, 401, 403, 422, 503),
  },
})

export const migrate = createRoute({
  // An index on a large table takes its time; meanwhile the same call is told to come again.
  ...calls('migrate', { about: 'tenant', within: 600_000 }),
  method: 'put',
  path: '/internal/tenants/{tenantId}/schema',
  summary: 'Bring the tables of a tenant’s place up to date',
  description: 'All that is missing, or nothing. 409 migration_failed: trying again does not help.',
  request: { params, ...body(placeInput) },
  responses: {
    200: json(migrationView, 'They are'),
    ...problems(400, 401, 403, 409, 422, 503),
  },
})

export const drift = createRoute({
  ...calls('drift', { about: 'tenant', within: 600_000 }),
  method: 'post',
  path: '/internal/tenants/{tenantId}/drift',
  summary: 'In what a tenant’s place differs from its version',
  request: { params, ...body(placeInput) },
  responses: {
    200: json(
      openObject({ differences: z.array(differenceSchema) }).openapi('Drift'),
      'The differences',
    ),
    ...problems(400, 401, 403, 422, 503),
  },
})
