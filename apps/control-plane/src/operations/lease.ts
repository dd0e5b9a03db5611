import type { EntityManager } from '@mikro-orm/postgresql'

/**
 * Who may do a piece of durable work, an operation or a run over the fleet, and until when, by the database's
 * clock. Each lease has a job in the queue that is due when it ends, in the same transaction: so unfinished
 * work always has somebody who does it or somebody who will be called.
 */
export interface Claim {
  /** Of the work. */
  id: string
  /** One take-up by one process; another by the same process has another. */
  runner: string
}

/** Another process has the work now: this one must not write to it any more. */
export class ClaimLost extends Error {
  override name = 'ClaimLost'
}

/** A table whose rows are durable work. */
export interface WorkTable {
  name: 'operations' | 'fleet_runs'
  /** What logs call a row. */
  noun: 'operation' | 'run'
  /** The queue's task that takes a row up, and what its payload calls the row's id. */
  task: string
  idField: string
  /** The column that notes when a row was claimed last. */
  claimedAt: 'updated_at' | 'claimed_at'
}

/** Lets the lease run out before the job looks at it, in spite of rounding. */
const wakeAfterLeaseMs = 100

function wake({ task, idField }: WorkTable): string {
  return `
  select graphile_worker.add_job('${task}', json_build_object('${idField}', id),
    run_at := lease_until + interval '${wakeAfterLeaseMs} ms', job_key := id::text)`
}

/** Takes unfinished work that nobody does. False when there is none such. */
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

/** Keeps a claim for another `leaseMs`, and tells how the work stands to whoever does it. */
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

/** Gives a claim back, so that the next process takes the work up at once. */
export async function releaseLease(em: EntityManager, table: WorkTable, claim: Claim) {
  await renewLease(em, table, { claim, leaseMs: 0 })
}

/** Calls again when the lease of whoever does the work ends. */
export function wakeAtLeaseEnd(em: EntityManager, table: WorkTable, id: string): Promise<boolean> {
  const unfinished = `where id = ? and state in ('pending', 'running')`
  return changesRow(em, `${wake(table)} from control_plane.${table.name} ${unfinished}`, [id])
}

/** Nobody needs to be called any more: the work has ended in this transaction. */
export async function forgetWake(em: EntityManager, id: string): Promise<void> {
  await em.execute('select graphile_worker.remove_job(?)', [id])
}

/** The ids of unfinished work that nobody does, oldest first. */
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
