import { ownerRole, servingRole } from '@mt/shared/roles'
import pg from 'pg'
import { quoteName } from '../sql/sql.ts'

/**
 * Drops what a service with this pooled database has made on a server: that database, its templates, the databases
 * of its tenants, and the roles. The service has to have ended. `url` is a superuser's.
 */
export async function dropService(url: string, database: string): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    const names = await namesOf(client, databasesSql, [database, ownerRole(database)])
    for (const name of names) await dropDatabase(client, name)
    const roles = await namesOf(client, rolesSql, [`${database}_`, names.map(ownRole)])
    if (roles.length > 0) await client.query(`drop role ${roles.map(quoteName).join()}`)
  } finally {
    await client.end()
  }
}

const databasesSql = `
  select datname as name from pg_database where datname = $1 or pg_get_userbyid(datdba) = $2`

const rolesSql = `
  select rolname as name from pg_roles where starts_with(rolname, $1) or rolname = any ($2)`

async function namesOf(client: pg.Client, sql: string, values: unknown[]): Promise<string[]> {
  return (await client.query<{ name: string }>(sql, values)).rows.map(({ name }) => name)
}

async function dropDatabase(client: pg.Client, name: string): Promise<void> {
  // A template cannot be dropped.
  await client.query(`alter database ${quoteName(name)} is_template false`)
  await client.query(`drop database ${quoteName(name)} with (force)`)
}

/** The role of a tenant that has the whole database. */
function ownRole(database: string): string {
  return servingRole({ model: 'database', cluster: '', database, schema: 'tenant' })
}
