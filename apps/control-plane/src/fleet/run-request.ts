import { z } from '@hono/zod-openapi'
import { isolationModels } from '@mt/shared/placement'

/** Statuses in which a tenant has a placement. It is migrated even if the tenant is not served, which may come back. */
export const placementStatuses = ['active', 'suspended', 'archived', 'deleted'] as const

const defaultConcurrency = 8
const maxConcurrency = 32

/** Selects tenants that match all conditions; without conditions, the whole fleet. */
export const fleetWhereSchema = z
  .strictObject({
    tenants: z.array(z.string()).min(1).max(1_000).optional().openapi({
      description: 'Ids or slugs',
    }),
    isolation: z.enum(isolationModels).optional(),
    cluster: z.string().optional(),
    status: z.enum(placementStatuses).optional(),
    /** The recorded version of its tables. */
    schemaVersion: z.string().optional(),
  })
  .openapi('FleetWhere', {
    description:
      'Tenants that must match all conditions; without conditions, all tenants. Tenants that share a placement with a match are included, since it is migrated once.',
  })

export type FleetWhere = z.infer<typeof fleetWhereSchema>

const concurrency = z.int().min(1).max(maxConcurrency).default(defaultConcurrency).openapi({
  description: 'How many placements are worked at in parallel',
})

export const newMigrationSchema = z
  .strictObject({
    where: fleetWhereSchema.default({}),
    canary: z.int().min(0).max(1_000).default(0).openapi({
      description:
        'How many placements are migrated first, alternating between the models; if one of them fails, the run stops',
    }),
    concurrency,
    dryRun: z.boolean().default(false).openapi({
      description: 'Only list what would be migrated, and change nothing',
    }),
  })
  .openapi('NewMigration')

export const newDriftSchema = z
  .strictObject({ where: fleetWhereSchema.default({}), concurrency })
  .openapi('NewDrift')

export type RunRequest = z.infer<typeof newMigrationSchema>
