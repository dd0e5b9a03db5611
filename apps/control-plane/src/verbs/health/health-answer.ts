import { z } from '@hono/zod-openapi'

const count = z.number().int()

const partSchema = z.object({
  name: z.enum(['control plane', 'PostgreSQL', 'Redis', 'data plane', 'gateways']),
  state: z.enum(['ok', 'away']),
  ms: z.number().nullable().openapi({ description: 'Response time of the check' }),
  detail: z.string().nullable(),
})

export type HealthPart = z.infer<typeof partSchema>

export const healthSchema = z
  .object({
    checkedAt: z.iso.datetime(),
    parts: z.array(partSchema),
    outbox: z
      .object({
        waiting: count.nullable().openapi({
          description:
            'Changes of the registry that are not yet published to Redis; null while Redis is unavailable',
        }),
        oldestSeconds: z.number().nullable(),
      })
      .openapi({ description: 'Changes that wait to be published' }),
    queue: z.object({
      due: count,
      oldestSeconds: z
        .number()
        .nullable()
        .openapi({ description: 'How long the oldest job has been due' }),
      givenUp: count,
    }),
    operations: z.object({
      underWay: count,
      failedLately: count.openapi({ description: 'Operations that failed in the last 24 hours' }),
    }),
  })
  .openapi('Health')

export type Health = z.infer<typeof healthSchema>
