import type pg from 'pg'
import { quoteName, quoteText } from '../sql/sql.ts'

/**
 * Of the databases that every cluster has, those that anybody may enter and that we may close: with
 * PostgreSQL's defaults a tenant's login would be let in, and could hold locks there or read catalogs.
 */
const openDatabases = `
  select datname as name from pg_database
  where datname in ('postgres', 'template1', current_database())
    and has_database_privilege('public', oid, 'connect')
    and pg_has_role(current_user, datdba, 'usage')
  order by datname`

/** Who logs in now, but for those who serve tenants: whoever could enter before, and may still. */
const others = `
  select rolname as name from pg_roles
  where rolcanlogin and not rolsuper and rolname !~ '^t_.*_tenant$|_serving$'`

/**
 * Closes the databases that PostgreSQL comes with to everybody but those who log in today. Of the others
 * on the cluster that are not ours nothing is changed; the inventory names those that are open. In the
 * caller's transaction.
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

/** Two who change a database's rights at once would fail; see `lockRole` for this kind of lock. */
async function lockDatabase(client: pg.ClientBase, name: string): Promise<void> {
  const text = quoteText(name)
  await client.query(`do $lock$ begin execute format('comment on database %I is %L', ${text}, (
    select shobj_description(oid, 'pg_database') from pg_database where datname = ${text})); end $lock$`)
}

async function namesOf(client: pg.ClientBase, sql: string): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(sql)
  return rows.map(({ name }) => name)
}
