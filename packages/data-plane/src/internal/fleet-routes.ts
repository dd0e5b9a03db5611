import type { OpenAPIHono } from '@hono/zod-openapi'
import { Problem } from '@mt/shared/http/problem'
import { internalApi } from '@mt/shared/internal-api/internal-api'
import { MigrationFailed } from '@mt/tenancy/migrations/migrate-placement'
import type { ServiceContext } from '../context.ts'

/** The calls that the control plane makes for every placement, one by one. */
export function fleetRoutes(app: OpenAPIHono, { provisioner }: ServiceContext): void {
  app.openapi(internalApi.version, (c) => c.json({ schemaVersion: provisioner.version }, 200))

  app.openapi(internalApi.migrate, async (c) =>
    c.json(await withSqlError(provisioner.migrate(c.req.valid('json').placement)), 200),
  )

  app.openapi(internalApi.drift, async (c) =>
    c.json({ differences: await provisioner.drift(c.req.valid('json').placement) }, 200),
  )
}

/** A migration that cannot be applied is the operator's to fix, who therefore gets PostgreSQL's message. */
async function withSqlError<T>(work: Promise<T>): Promise<T> {
  try {
    return await work
  } catch (error) {
    if (!(error instanceof MigrationFailed)) throw error
    const detail = `${error.message} (SQLSTATE ${error.sqlState})`
    throw new Problem(409, 'migration_failed', 'Migration failed', { detail, cause: error })
  }
}
