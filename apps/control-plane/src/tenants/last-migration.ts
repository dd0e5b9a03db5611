import { z } from '@hono/zod-openapi'

/** What became of a tenant in the last migration of the fleet that concerned it; record-result.ts writes it. */
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
