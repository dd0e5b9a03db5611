import { faultOf } from '@mt/tenancy/database-errors'
import pg from 'pg'

/** Where the control plane's own database is, and how it is connected to. */
export interface DatabaseConfig {
  /** A database of the same server from which it can be made. */
  maintenanceUrl: string
  name: string
  maxConnections: number
  connectTimeoutMs: number
  /**
   * Includes waiting for others' transactions: fifty who onboard at once are served one after another, on
   * a slow machine too. Whoever waits may wait as long as a call for an operation.
   */
  acquireTimeoutMs: number
  statementTimeoutMs: number
}

/**
 * Makes the control plane's own database where it is missing. Nobody else's login may enter it: tenants'
 * databases can lie on the same server. One that somebody else made is closed too, where it is ours. Any
 * number of processes may call it at once.
 */
export async function createDatabase(config: DatabaseConfig): Promise<void> {
  const client = new pg.Client({
    connectionString: config.maintenanceUrl,
    connectionTimeoutMillis: config.connectTimeoutMs,
  })
  await client.connect()
  try {
    const known = await client.query('select 1 from pg_database where datname = $1', [config.name])
    if (known.rowCount === 0) await create(client, config.name)
    if (await isOpen(client, config.name)) await close(client, config.name)
  } finally {
    await client.end()
  }
}

/** The address of the control plane's own database. */
export function databaseUrl(config: DatabaseConfig): string {
  const url = new URL(config.maintenanceUrl)
  url.pathname = `/${config.name}`
  return url.href
}

async function create(client: pg.Client, name: string): Promise<void> {
  try {
    await client.query(`create database ${client.escapeIdentifier(name)}`)
  } catch (error) {
    // Another process was faster.
    if (faultOf(error) !== 'duplicate') throw error
  }
}

/** Whether everybody may enter it and we may change that. */
async function isOpen(client: pg.Client, name: string): Promise<boolean> {
  const { rowCount } = await client.query(
    `select from pg_database
    where datname = $1 and has_database_privilege('public', oid, 'connect')
      and pg_has_role(current_user, datdba, 'usage')`,
    [name],
  )
  return rowCount === 1
}

async function close(client: pg.Client, name: string): Promise<void> {
  try {
    await client.query(`revoke all on database ${client.escapeIdentifier(name)} from public`)
  } catch (error) {
    // Another process changed the same row at this moment, to the same.
    if (faultOf(error) !== 'overtaken') throw error
  }
}
