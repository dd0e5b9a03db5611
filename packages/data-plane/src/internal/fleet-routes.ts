import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi'
import { bearer, body, idParam, json, problems } from '@mt/shared/http/answers'
import { Problem } from '@mt/shared/http/problem'
import { MigrationFailed } from '@mt/tenancy/migrations/migrate-place'
import type { ServiceContext } from '../context.ts'
import { requireInternalCall } from './require-internal-call.ts'
import { deprovisionInput } from './schemas.ts'

const tenantPath = { params: z.object({ tenantId: idParam('tenantId') }) }

const versionView = z.object({ schemaVersion: z.string() }).openapi('SchemaVersion')

const migrationView = z
  .object({ from: z.string(), to: z.string(), applied: z.array(z.string()) })
  .openapi('PlaceMigration')

const driftView = z
  .object({
    differences: z.array(
      z.object({
        kind: z.string(),
        name: z.string(),
        expected: z.string().optional(),
        found: z.string().optional(),
        fix: z
          .string()
          .openapi({ description: 'SQL for a person to read; it is never run by itself' }),
      }),
    ),
  })
  .openapi('Drift')

const versionRoute = createRoute({
  method: 'get',
  path: '/internal/version',
  summary: 'The version that every tenant’s tables should have (action: version)',
  security: bearer,
  responses: { 200: json(versionView, 'The version'), ...problems(401, 403) },
})

const migrateRoute = createRoute({
  method: 'put',
  path: '/internal/tenants/{tenantId}/schema',
  summary: 'Bring the tables of a tenant’s place up to date (action: migrate)',
  description: 'All that is missing, or nothing. 409 migration_failed: trying again does not help.',
  security: bearer,
  request: { ...tenantPath, ...body(deprovisionInput) },
  responses: {
    200: json(migrationView, 'They are'),
    ...problems(400, 401, 403, 409, 422, 503),
  },
})

const driftRoute = createRoute({
  method: 'post',
  path: '/internal/tenants/{tenantId}/drift',
  summary: 'In what a tenant’s place differs from its version (action: drift)',
  security: bearer,
  request: { ...tenantPath, ...body(deprovisionInput) },
  responses: { 200: json(driftView, 'The differences'), ...problems(400, 401, 403, 422, 503) },
})

/** What the control plane asks of every place in turn. */
export function fleetRoutes(
  app: OpenAPIHono,
  { internalCallers, provisioner }: ServiceContext,
): void {
  app.openapi(versionRoute, async (c) => {
    await requireInternalCall(c, internalCallers, { action: 'version' })
    return c.json({ schemaVersion: provisioner.version }, 200)
  })

  app.openapi(migrateRoute, async (c) => {
    const { tenantId } = c.req.valid('param')
    await requireInternalCall(c, internalCallers, { action: 'migrate', tenantId })
    return c.json(await told(provisioner.migrate(c.req.valid('json').placement)), 200)
  })

  app.openapi(driftRoute, async (c) => {
    const { tenantId } = c.req.valid('param')
    await requireInternalCall(c, internalCallers, { action: 'drift', tenantId })
    return c.json({ differences: await provisioner.drift(c.req.valid('json').placement) }, 200)
  })
}

/** A migration that cannot be applied is the operator's to mend: he gets PostgreSQL's own words. */
async function told<T>(work: Promise<T>): Promise<T> {
  try {
    return await work
  } catch (error) {
    if (!(error instanceof MigrationFailed)) throw error
    const detail = `${error.message} (SQLSTATE ${error.sqlState})`
    throw new Problem(409, 'migration_failed', 'Migration failed', { detail, cause: error })
  }
}
