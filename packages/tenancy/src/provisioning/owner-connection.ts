import type pg from 'pg'
import type {
  ConnectionPools,
  ConnectionTarget,
  HeldConnection,
} from '../connections/connection-pools.ts'
import { quoteText } from '../sql/sql.ts'

/** How long DDL waits for a lock: others queue behind it, so it gives up before they notice. */
const lockTimeoutMs = 2_000

/** What provisioning works with: connections as the owner. */
export interface OwnerConnections {
  pools: ConnectionPools
  /**
   * The database that is asked for, else the pooled one. No tenant's login enters that, so that none can
   * take a lock that provisioning waits for.
   */
  target(cluster: string, database?: string): ConnectionTarget
  /** The database of the cluster's URL. Anybody may be let in there: it is for making the pooled one. */
  maintenance(cluster: string): ConnectionTarget
}

/**
 * Runs `work` as the owner in one transaction, alone among those that name the same `lock`. Whatever
 * fails leaves nothing behind.
 */
export async function asOwner<T>(
  { pools }: OwnerConnections,
  target: ConnectionTarget,
  lock: string,
  work: (client: pg.PoolClient) => Promise<T>,
): Promise<T> {
  const { client, release } = await acquireDirect(pools, target)
  let settled = false
  try {
    await client.query(`begin; set local lock_timeout = ${lockTimeoutMs}`)
    await client.query(`select pg_advisory_xact_lock(hashtextextended(${quoteText(lock)}, 0))`)
    const result = await work(client)
    await client.query('commit')
    settled = true
    return result
  } finally {
    release(!settled)
  }
}

/**
 * The same without a transaction, for what PostgreSQL allows in none: what fails half-way stays as far as
 * it came.
 */
export async function asOwnerAlone<T>(
  owners: OwnerConnections,
  target: ConnectionTarget,
  lock: string,
  work: (client: pg.PoolClient) => Promise<T>,
): Promise<T> {
  return asOwnerUnbound(owners, target, async (client) => {
    await client.query(`set lock_timeout = ${lockTimeoutMs}`)
    await client.query(`select pg_advisory_lock(hashtextextended(${quoteText(lock)}, 0))`)
    return work(client)
  })
}

/** Runs `work` as the owner without a transaction, for what PostgreSQL allows in none. */
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

/** What an owner locks and sets for a session would stay behind on a server that a pooler hands to others. */
async function acquireDirect(
  pools: ConnectionPools,
  target: ConnectionTarget,
): Promise<HeldConnection> {
  const held = await pools.acquire(target)
  if (!held.behindPooler) return held
  held.release(true)
  throw new Error(`${target.host}:${target.port} is a pooler: owners connect to the server itself`)
}
