import { ownerRole } from '@mt/shared/roles'
import pg from 'pg'
import type { ConnectionTarget } from '../connections/connection-pools.ts'
import type { ConnectionTargets } from '../connections/connection-targets.ts'
import { faultOf } from '../database-errors.ts'
import { setPassword } from './database-roles.ts'
import type { ProvisionContext } from './provision-context.ts'

const connectTimeoutMs = 2_000

/**
 * Sets a cluster's passwords to the current ones if its owner still has the one of `previous`: the
 * owner's and those of the roles that serve tenants in their own databases, all or none. Does nothing if
 * the owner's is current, or if the cluster has no previous one. Throws if neither is accepted.
 */
export async function renewPasswords(
  { owners, database, password }: ProvisionContext,
  cluster: string,
  previous: ConnectionTargets,
): Promise<void> {
  const owner = owners.target(cluster)
  if (!previous.clusters.includes(cluster) || (await accepts(owner))) return
  await onConnection(previous.owner(cluster), async (client) => {
    await client.query('begin')
    for (const role of await servingLogins(client, database)) {
      await setPassword(client, role, password(cluster, role))
    }
    await setPassword(client, owner.user, owner.password)
    await client.query('commit')
  })
}

async function accepts(target: ConnectionTarget): Promise<boolean> {
  try {
    await onConnection(target, async () => {})
    return true
  } catch (error) {
    if (faultOf(error) === 'wrong-password') return false
    throw error
  }
}

/** Not from the pools, which remember a login's password as long as they exist. */
async function onConnection(
  target: ConnectionTarget,
  work: (client: pg.Client) => Promise<void>,
): Promise<void> {
  const client = new pg.Client({ ...target, connectionTimeoutMillis: connectTimeoutMs })
  client.on('error', () => {})
  try {
    await client.connect()
    await work(client)
  } finally {
    await client.end().catch(() => {})
  }
}

/** The roles that log in to tenants' own databases. */
async function servingLogins(client: pg.Client, database: string): Promise<string[]> {
  const { rows } = await client.query<{ role: string }>(
    `select login.rolname as role from pg_database own
     join pg_roles owner on owner.oid = own.datdba
     join pg_roles login on login.rolcanlogin and starts_with(login.rolname, own.datname || '_')
     where owner.rolname = $1 and own.datname <> $2`,
    [ownerRole(database), database],
  )
  return rows.map(({ role }) => role)
}
