import { createRoute, z } from '@hono/zod-openapi'
import { body, idParam, json, problems } from '../http/answers.ts'
import { openObject } from '../open-object.ts'
import { placementSchema } from '../placement.ts'
import { calls } from './internal-route.ts'

/**
 * Calls about one tenant's placement. Each can be repeated. A body's unknown fields are ignored, and an
 * answer's unknown fields are passed on, because the planes are upgraded one after the other.
 */

const params = z.object({ tenantId: idParam('tenantId') })
const epoch = z.int().positive()

const placementInput = z.object({ placement: placementSchema }).openapi('PlacementInput')

const provisionInput = z.object({ placement: placementSchema, epoch }).openapi('Provision')

const stateInput = z
  .object({ placement: placementSchema, epoch, state: z.enum(['serving', 'fenced']) })
  .openapi('PlacementState')

const traceSchema = openObject({
  kind: z.enum(['database', 'schema', 'role', 'rows']),
  /** Its path: cluster/database, cluster/database/schema, and so on. */
  name: z.string(),
  /** The number of rows, for rows. */
  count: z.int().exactOptional(),
}).openapi('Trace')

/** Something that exists of a tenant. */
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
  fix: z
    .string()
    .openapi({ description: 'SQL for a person to read and edit; it never runs automatically' }),
}).openapi('Difference')

export const provision = createRoute({
  ...calls('provision', { about: 'tenant' }),
  method: 'put',
  path: '/internal/tenants/{tenantId}/placement',
  summary: 'Create the placement of a tenant',
  request: { params, ...body(provisionInput) },
  responses: {
    200: json(
      openObject({ schemaVersion: z.string() }).openapi('Provisioned'),
      'The placement exists',
    ),
    ...problems(400, 401, 403, 422, 503),
  },
})

export const deprovision = createRoute({
  ...calls('deprovision', { about: 'tenant' }),
  method: 'delete',
  path: '/internal/tenants/{tenantId}/placement',
  summary: 'Remove every trace of a tenant from a placement',
  request: { params, ...body(placementInput) },
  responses: {
    204: { description: 'Nothing is left of the tenant' },
    ...problems(400, 401, 403, 422, 503),
  },
})

export const setState = createRoute({
  ...calls('set-state', { about: 'tenant' }),
  method: 'put',
  path: '/internal/tenants/{tenantId}/state',
  summary: 'Fence a tenant’s placement, or let it serve again',
  description:
    'When a fence is answered, no earlier write is under way. A call with an older epoch changes nothing.',
  request: { params, ...body(stateInput) },
  responses: {
    204: { description: 'The placement has this state' },
    ...problems(400, 401, 403, 404, 422, 503),
  },
})

export const scan = createRoute({
  ...calls('scan', { about: 'tenant' }),
  method: 'post',
  path: '/internal/tenants/{tenantId}/scan',
  summary: 'Find everything of a tenant in a placement',
  description:
    'Databases, schemas, roles and rows. An empty list means that nothing of the tenant is left.',
  request: { params, ...body(placementInput) },
  responses: {
    200: json(openObject({ found: z.array(traceSchema) }).openapi('Scan'), 'What was found'),
    ...problems(400, 401, 403, 422, 503),
  },
})

export const migrate = createRoute({
  // Building an index on a large table takes long; meanwhile, a repeated call is asked to come back later.
  ...calls('migrate', { about: 'tenant', within: 600_000 }),
  method: 'put',
  path: '/internal/tenants/{tenantId}/schema',
  summary: 'Migrate a tenant’s placement to the current version',
  description:
    'Applies all missing migrations, or none. After 409 `migration_failed` trying again does not help.',
  request: { params, ...body(placementInput) },
  responses: {
    200: json(migrationView, 'The placement is up to date'),
    ...problems(400, 401, 403, 409, 422, 503),
  },
})

export const drift = createRoute({
  ...calls('drift', { about: 'tenant', within: 600_000 }),
  method: 'post',
  path: '/internal/tenants/{tenantId}/drift',
  summary: 'Compare a tenant’s placement with its version',
  request: { params, ...body(placementInput) },
  responses: {
    200: json(
      openObject({ differences: z.array(differenceSchema) }).openapi('Drift'),
      'The differences',
    ),
    ...problems(400, 401, 403, 422, 503),
  },
})
