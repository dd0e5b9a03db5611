import { z } from '@hono/zod-openapi'

const count = z.number().int()

const partSchema = z.object({
  name: z.enum(['control plane', 'PostgreSQL', 'Redis', 'data plane', 'gateways']),
  state: z.enum(['ok', 'away']),
  ms: z.number().nullable().openapi({ description: 'How long its answer took' }),
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
            'Changes of the registry that Redis has not been told; null while it is away',
        }),
        oldestSeconds: z.number().nullable(),
      })
      .openapi({ description: 'What is to be published' }),
    queue: z.object({
      due: count,
      oldestSeconds: z.number().nullable().openapi({ description: 'How long it has been due' }),
      givenUp: count,
    }),
    operations: z.object({
      underWay: count,
      failedLately: count.openapi({ description: 'In the last day' }),
    }),
  })
  .openapi('Health')

export type Health = z.infer<typeof healthSchema>
