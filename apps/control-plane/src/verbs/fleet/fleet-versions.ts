import { z } from '@hono/zod-openapi'
import type { WithOrm } from '../../database/open-orm.ts'
import { withPlacement } from '../../fleet/select-tenants.ts'
import { currentVersion, type VersionParts } from './current-version.ts'

export const fleetVersionsSchema = z
  .object({
    target: z.string().openapi({ description: 'The version that every placement should have' }),
    behind: z.number().int().openapi({ description: 'Number of tenants with another version' }),
    versions: z.array(
      z.object({
        schemaVersion: z.string().nullable(),
        tenants: z.number().int(),
        failed: z
          .number()
          .int()
          .openapi({ description: 'How many of them failed in their last migration' }),
      }),
    ),
  })
  .openapi('FleetVersions')

/** Counts the tenants by version, with one query and one call. Throws 503. */
export async function fleetVersions(
  context: WithOrm & VersionParts,
): Promise<z.infer<typeof fleetVersionsSchema>> {
  const target = await currentVersion(context)
  const versions = await context.orm.em
    .fork()
    .execute<{ schemaVersion: string | null; tenants: number; failed: number }[]>(`
    select t.schema_version as "schemaVersion", count(*)::int as tenants,
      count(*) filter (where t.last_migration->>'state' = 'failed')::int as failed
    from control_plane.tenants t where ${withPlacement().sql} group by 1 order by 1`)
  const behind = versions.filter(({ schemaVersion }) => schemaVersion !== target)
  return { target, behind: behind.reduce((sum, { tenants }) => sum + tenants, 0), versions }
}
