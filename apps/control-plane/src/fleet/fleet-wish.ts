import { z } from '@hono/zod-openapi'
import { isolationModels } from '@mt/shared/placement'

/** Statuses in which a tenant has a place, whether it is served or not: what comes back must fit. */
export const placedStatuses = ['active', 'suspended', 'archived', 'deleted'] as const

const defaultConcurrency = 8
const maxConcurrency = 32

/** Which tenants; every condition must hold. Without one, the whole fleet. */
export const fleetWhereSchema = z
  .strictObject({
    tenants: z.array(z.string()).min(1).max(1_000).optional().openapi({
      description: 'Ids or slugs',
    }),
    isolation: z.enum(isolationModels).optional(),
    cluster: z.string().optional(),
    status: z.enum(placedStatuses).optional(),
    /** The version that is recorded of it. */
    schemaVersion: z.string().optional(),
  })
  .openapi('FleetWhere', {
    description: 'Who shares a place with one of these is concerned too: it is migrated once.',
  })

export type FleetWhere = z.infer<typeof fleetWhereSchema>

const concurrency = z.int().min(1).max(maxConcurrency).default(defaultConcurrency).openapi({
  description: 'How many places are worked at side by side',
})

export const newMigrationSchema = z
  .strictObject({
    where: fleetWhereSchema.default({}),
    canary: z.int().min(0).max(1_000).default(0).openapi({
      description:
        'So many places go first, one of each model in turn; when one fails, no other is begun',
    }),
    concurrency,
    dryRun: z.boolean().default(false).openapi({
      description: 'Tell what would be migrated, and change nothing',
    }),
  })
  .openapi('NewMigration')

export const newDriftSchema = z
  .strictObject({ where: fleetWhereSchema.default({}), concurrency })
  .openapi('NewDrift')

export type FleetWish = z.infer<typeof newMigrationSchema>
