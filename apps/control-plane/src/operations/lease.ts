import type { EntityManager } from '@mikro-orm/postgresql'

/**
 * Who may work at an operation, and until when, by the database's clock. Each lease has a job in the
 * queue that is due when it ends, in the same transaction: so an unfinished operation always has
 * somebody who works at it or somebody who will be called.
 */
export interface Claim {
  operationId: string
  /** One run of one process; another run of the same process has another. */
  runner: string
}

export const resumeTask = 'resume-operation'

/** Lets the lease run out before the job looks at it, in spite of rounding. */
const wakeAfterLeaseMs = 100

const wake = `
  select graphile_worker.add_job('${resumeTask}', json_build_object('operationId', id),
    run_at := lease_until + interval '${wakeAfterLeaseMs} ms', job_key := id::text)`

/** Takes an unfinished operation that nobody works at. False when there is none such. */
export function claimOperation(em: EntityManager, claim: Claim, leaseMs: number): Promise<boolean> {
  const sql = `
    with claimed as (
      update control_plane.operations
      set state = 'running', runner = ?, lease_until = now() + ? * interval '1 ms',
        attempts = attempts + 1, updated_at = now()
      where id = ? and state in ('pending', 'running')
        and (lease_until is null or lease_until <= now())
      returning id, lease_until)
    ${wake} from claimed`
  return changesRow(em, sql, [claim.runner, leaseMs, claim.operationId])
}

/** Keeps a claim for another `leaseMs`, and tells how the operation stands to whoever works at it. */
export async function renewLease(
  em: EntityManager,
  claim: Claim,
  leaseMs: number,
): Promise<'held' | 'cancelled' | 'lost'> {
  const sql = `
    with renewed as (
      update control_plane.operations set lease_until = now() + ? * interval '1 ms'
      where id = ? and runner = ? and state = 'running'
      returning id, lease_until, cancelled_by is not null as cancelled)
    ${wake}, cancelled from renewed`
  const params = [leaseMs, claim.operationId, claim.runner]
  const [row] = await em.execute<{ cancelled: boolean }[]>(sql, params)
  if (!row) return 'lost'
  return row.cancelled ? 'cancelled' : 'held'
}

/** Gives a claim back, so that the next process takes the operation up at once. */
export async function releaseLease(em: EntityManager, claim: Claim): Promise<void> {
  await renewLease(em, claim, 0)
}

/** Calls again when the lease of whoever works at the operation ends. */
export function wakeAtLeaseEnd(em: EntityManager, operationId: string): Promise<boolean> {
  const sql = `${wake} from control_plane.operations where id = ? and state in ('pending', 'running')`
  return changesRow(em, sql, [operationId])
}

/** Nobody needs to be called any more: the operation has ended in this transaction. */
export async function forgetWake(em: EntityManager, operationId: string): Promise<void> {
  await em.execute('select graphile_worker.remove_job(?)', [operationId])
}

async function changesRow(em: EntityManager, sql: string, params: unknown[]): Promise<boolean> {
  const rows = await em.execute<unknown[]>(sql, params)
  return rows.length > 0
}
