import { z } from '@hono/zod-openapi'

/** A tenant's result in its last migration of the fleet, written by record-result.ts. */
export const lastMigrationSchema = z
  .object({
    run: z.uuid(),
    state: z.string(),
    from: z.string().nullable(),
    to: z.string().nullable(),
    error: z.string().nullable(),
    sqlState: z.string().nullable(),
    attempts: z.number().int(),
    durationMs: z.number(),
    at: z.string(),
  })
  .openapi('LastMigration')

export type LastMigration = z.infer<typeof lastMigrationSchema>
