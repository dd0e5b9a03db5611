import { setTimeout as sleep } from 'node:timers/promises'
import { ownerRole } from '@mt/shared/roles'
import type pg from 'pg'
import type { TenantIdentity } from '../scope/open-scope.ts'
import { quoteName, quoteText } from '../sql/sql.ts'
import { asOwnerUnbound } from './owner-connection.ts'
import type { ProvisionContext } from './provision-context.ts'

/** Whether a tenant's placement serves it, or refuses all of its requests. */
export type PlacementState = 'serving' | 'fenced'

/** How long writes under way may take before their connections are terminated. */
const defaultGraceMs = 5_000
const pollEveryMs = 50

/**
 * Sets whether a placement serves its tenant. When it resolves, every write that began before has
 * committed or never will: it takes the row that each write holds FOR UPDATE, and terminates the
 * connection of a writer that does not release it in time, for instance because its process hangs.
 * Idempotent. The placement adopts the epoch. A caller that raises the epoch with each change is safe
 * from an earlier call that arrives late: a placement with a later epoch is left alone. Resolves to
 * whether the tenant is there, as of this epoch.
 */
export async function setPlacementState(
  context: ProvisionContext,
  tenant: TenantIdentity,
  { state, graceMs = defaultGraceMs }: { state: PlacementState; graceMs?: number | undefined },
): Promise<boolean> {
  const { owners, database } = context
  const target = owners.target(tenant.placement.cluster, tenant.placement.database)
  return asOwnerUnbound(owners, target, async (client) => {
    return asOwnerUnbound(owners, target, async (watcher) => {
      const done = new AbortController()
      const watching = endLateWriters(watcher, {
        pid: await backendPid(client),
        graceMs,
        done: done.signal,
      })
      try {
        return await updateState(client, tenant, { state, owner: ownerRole(database) })
      } finally {
        done.abort()
        await watching
      }
    })
  })
}

async function updateState(
  client: pg.ClientBase,
  { tenantId, epoch, placement }: TenantIdentity,
  { state, owner }: { state: PlacementState; owner: string },
): Promise<boolean> {
  const placements = `${quoteName(placement.schema)}.placements`
  await client.query('begin')
  await client.query(
    `set local role ${quoteName(owner)}; set local app.tenant_id = ${quoteText(tenantId)}`,
  )
  await client.query(`select from ${placements} where tenant_id = $1 for update`, [tenantId])
  const { rowCount } = await client.query(
    `update ${placements} set state = $2, epoch = $3 where tenant_id = $1 and epoch <= $3`,
    [tenantId, state, epoch],
  )
  await client.query('commit')
  return rowCount === 1
}

/** Terminates, after the grace period, the backends that `pid` waits for. */
async function endLateWriters(
  watcher: pg.ClientBase,
  { pid, graceMs, done }: { pid: number; graceMs: number; done: AbortSignal },
): Promise<void> {
  const end = Date.now() + graceMs
  while (!done.aborted) {
    await sleep(pollEveryMs, undefined, { signal: done }).catch(() => {})
    if (done.aborted || Date.now() < end) continue
    await watcher.query('select pg_terminate_backend(b) from unnest(pg_blocking_pids($1)) b', [pid])
  }
}

async function backendPid(client: pg.ClientBase): Promise<number> {
  const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid')
  return rows[0]?.pid ?? 0
}
