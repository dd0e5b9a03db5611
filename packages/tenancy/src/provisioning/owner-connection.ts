import type pg from 'pg'
import type {
  ConnectionPools,
  ConnectionTarget,
  HeldConnection,
} from '../connections/connection-pools.ts'
import { lockRole, type RoleLock } from './lock-role.ts'

/** How long DDL waits for a lock. Requests queue behind it, so it gives up before they notice. */
const lockTimeoutMs = 2_000

/** The connections that provisioning uses: as the owner, to any database. */
export interface OwnerConnections {
  pools: ConnectionPools
  target(cluster: string, database?: string): ConnectionTarget
}

/**
 * Runs `work` as the owner in one transaction, exclusively among those that lock the same role, in any
 * database of the cluster. A failure leaves nothing behind. Throws RoleIsLocked.
 */
export async function asOwnerAlone<T>(
  owners: OwnerConnections,
  target: ConnectionTarget,
  lock: RoleLock,
  work: (client: pg.PoolClient) => Promise<T>,
): Promise<T> {
  return asOwner(owners, target, async (client) => {
    await lockRole(client, lock)
    return work(client)
  })
}

/** Runs `work` as the owner in one transaction. A failure leaves nothing behind. */
export async function asOwner<T>(
  { pools }: OwnerConnections,
  target: ConnectionTarget,
  work: (client: pg.PoolClient) => Promise<T>,
): Promise<T> {
  const { client, release } = await acquireDirect(pools, target)
  let settled = false
  try {
    await client.query(`begin; set local lock_timeout = ${lockTimeoutMs}`)
    const result = await work(client)
    await client.query('commit')
    settled = true
    return result
  } finally {
    release(!settled)
  }
}

/** Runs `work` as the owner without a transaction, for statements that PostgreSQL allows in none. */
export async function asOwnerUnbound<T>(
  { pools }: OwnerConnections,
  target: ConnectionTarget,
  work: (client: pg.PoolClient) => Promise<T>,
): Promise<T> {
  const { client, release } = await acquireDirect(pools, target)
  try {
    return await work(client)
  } finally {
    release(true)
  }
}

/** Session settings of an owner would stay behind on a server that a pooler gives to others. */
async function acquireDirect(
  pools: ConnectionPools,
  target: ConnectionTarget,
): Promise<HeldConnection> {
  const held = await pools.acquire(target)
  if (!held.behindPooler) return held
  held.release(true)
  throw new Error(`${target.host}:${target.port} is a pooler: owners connect to the server itself`)
}
