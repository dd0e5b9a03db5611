import type { EntityManager } from '@mikro-orm/postgresql'

/**
 * The claim of one process on a piece of durable work, an operation or a run over the fleet. Its lease ends
 * by the database's clock. The same transaction writes a job to the queue that is due when the lease ends, so
 * unfinished work always has a process that works at it or a job that will find one.
 */
export interface Claim {
  /** The id of the work. */
  id: string
  /** Identifies this claim; another claim by the same process has another one. */
  runner: string
}

/** Another process has taken over the work, and this one must not write to it any more. */
export class ClaimLost extends Error {
  override name = 'ClaimLost'
}

/** A table whose rows are durable work. */
export interface WorkTable {
  name: 'operations' | 'fleet_runs'
  /** The name of a row in logs. */
  noun: 'operation' | 'run'
  /** The queue's task that resumes the work of a row, and the field of its payload with the row's id. */
  task: string
  idField: string
  /** The column with the time of the last claim. */
  claimedAt: 'updated_at' | 'claimed_at'
}

/** Makes sure that the lease has expired when the job runs, in spite of rounding. */
const wakeAfterLeaseMs = 100

function wake({ task, idField }: WorkTable): string {
  return `
  select graphile_worker.add_job('${task}', json_build_object('${idField}', id),
    run_at := lease_until + interval '${wakeAfterLeaseMs} ms', job_key := id::text)`
}

/** Claims unfinished work that no process holds. False if there is none. */
export function claimWork(
  em: EntityManager,
  table: WorkTable,
  { claim, leaseMs }: { claim: Claim; leaseMs: number },
): Promise<boolean> {
  const sql = `
    with claimed as (
      update control_plane.${table.name}
      set state = 'running', runner = ?, lease_until = now() + ? * interval '1 ms',
        attempts = attempts + 1, ${table.claimedAt} = now()
      where id = ? and state in ('pending', 'running')
        and (lease_until is null or lease_until <= now())
      returning id, lease_until)
    ${wake(table)} from claimed`
  return changesRow(em, sql, [claim.runner, leaseMs, claim.id])
}

/** Extends a claim by `leaseMs`, and returns whether it still holds and whether the work was cancelled. */
export async function renewLease(
  em: EntityManager,
  table: WorkTable,
  { claim, leaseMs }: { claim: Claim; leaseMs: number },
): Promise<'held' | 'cancelled' | 'lost'> {
  const sql = `
    with renewed as (
      update control_plane.${table.name} set lease_until = now() + ? * interval '1 ms'
      where id = ? and runner = ? and state = 'running'
      returning id, lease_until, cancelled_by is not null as cancelled)
    ${wake(table)}, cancelled from renewed`
  const params = [leaseMs, claim.id, claim.runner]
  const [row] = await em.execute<{ cancelled: boolean }[]>(sql, params)
  if (!row) return 'lost'
  return row.cancelled ? 'cancelled' : 'held'
}

/** Releases a claim, so that another process can claim the work at once. */
export async function releaseLease(em: EntityManager, table: WorkTable, claim: Claim) {
  await renewLease(em, table, { claim, leaseMs: 0 })
}

/** Writes the job that is due when the present lease ends. */
export function wakeAtLeaseEnd(em: EntityManager, table: WorkTable, id: string): Promise<boolean> {
  const unfinished = `where id = ? and state in ('pending', 'running')`
  return changesRow(em, `${wake(table)} from control_plane.${table.name} ${unfinished}`, [id])
}

/** Removes the job of work that has ended in this transaction. */
export async function forgetWake(em: EntityManager, id: string): Promise<void> {
  await em.execute('select graphile_worker.remove_job(?)', [id])
}

/** The ids of unfinished work that no process holds, oldest first. */
export async function abandonedWork(em: EntityManager, table: WorkTable): Promise<string[]> {
  const rows = await em.execute<{ id: string }[]>(`
    select id from control_plane.${table.name}
    where state in ('pending', 'running') and (lease_until is null or lease_until <= now())
    order by id`)
  return rows.map(({ id }) => id)
}

async function changesRow(em: EntityManager, sql: string, params: unknown[]): Promise<boolean> {
  const rows = await em.execute<unknown[]>(sql, params)
  return rows.length > 0
}
