import type pg from 'pg'
import { quoteName, quoteText } from '../sql/sql.ts'

/**
 * Databases that every cluster has, that everybody may enter and that we may close. With PostgreSQL's
 * defaults a tenant's login could enter them, hold locks there and read catalogs.
 */
const openDatabases = `
  select datname as name from pg_database
  where datname in ('postgres', 'template1', current_database())
    and has_database_privilege('public', oid, 'connect')
    and pg_has_role(current_user, datdba, 'usage')
  order by datname`

/** The logins that exist now, except those that serve tenants: they keep their access. */
const others = `
  select rolname as name from pg_roles
  where rolcanlogin and not rolsuper and rolname !~ '^t_.*_tenant$|_serving$'`

/**
 * Closes the databases that PostgreSQL creates to all but the logins that exist now. Databases that are
 * not ours are left alone; the inventory names those that are open. Runs in the caller's transaction.
 */
export async function closeDatabases(client: pg.ClientBase): Promise<void> {
  const names = await namesOf(client, openDatabases)
  for (const name of names) {
    await lockDatabase(client, name)
    const logins = await namesOf(client, others)
    for (const login of logins) {
      await client.query(`grant connect on database ${quoteName(name)} to ${quoteName(login)}`)
    }
    await client.query(`revoke connect on database ${quoteName(name)} from public`)
  }
}

/** Two sessions that change a database's privileges at once would fail; see `lockRole` for this lock. */
async function lockDatabase(client: pg.ClientBase, name: string): Promise<void> {
  const text = quoteText(name)
  await client.query(`do $lock$ begin execute format('comment on database %I is %L', ${text}, (
    select shobj_description(oid, 'pg_database') from pg_database where datname = ${text})); end $lock$`)
}

async function namesOf(client: pg.ClientBase, sql: string): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(sql)
  return rows.map(({ name }) => name)
}
