import { z } from '@hono/zod-openapi'
import type { Context } from '../../context.ts'
import { probeParts } from './probe-parts.ts'
import { readOutbox } from './read-outbox.ts'

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

/** What can be seen from here. Throws while the control plane's own database is away. */
export async function readHealth(context: Context): Promise<Health> {
  const [parts, outbox, waiting] = await Promise.all([
    probeParts(context),
    readOutbox(context),
    readWaiting(context),
  ])
  return { checkedAt: new Date().toISOString(), parts, outbox, ...waiting }
}

interface Waiting {
  due: number
  oldestSeconds: number | null
  givenUp: number
  underWay: number
  failedLately: number
}

async function readWaiting({ orm }: Context): Promise<Pick<Health, 'queue' | 'operations'>> {
  const [row] = await orm.em.fork().execute<Waiting[]>(`
    select jobs.*, operations.* from (
      select count(*) filter (where attempts < max_attempts and run_at <= now())::int as due,
        extract(epoch from now() - min(run_at) filter
          (where attempts < max_attempts and run_at <= now()))::float as "oldestSeconds",
        count(*) filter (where attempts >= max_attempts)::int as "givenUp"
      from graphile_worker.jobs) jobs, (
      select count(*) filter (where state in ('pending', 'running'))::int as "underWay",
        count(*) filter (where state = 'failed' and finished_at > now() - interval '1 day')::int
          as "failedLately"
      from control_plane.operations where state in ('pending', 'running', 'failed')) operations`)
  const { due = 0, oldestSeconds = null, givenUp = 0, underWay = 0, failedLately = 0 } = row ?? {}
  return { queue: { due, oldestSeconds, givenUp }, operations: { underWay, failedLately } }
}
