import type { WithOrm } from '../../database/open-orm.ts'
import type { Health } from './health-answer.ts'
import { type ProbedParts, probeParts } from './probe-parts.ts'
import { readOutbox } from './read-outbox.ts'

/** The health of the platform as seen from this process. Throws while the control plane's own database is unavailable. */
export async function readHealth(context: ProbedParts): Promise<Health> {
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

async function readWaiting({ orm }: WithOrm): Promise<Pick<Health, 'queue' | 'operations'>> {
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
