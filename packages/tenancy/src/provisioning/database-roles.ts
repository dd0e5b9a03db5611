import type pg from 'pg'
import { scramVerifier } from '../sql/scram-verifier.ts'
import { quoteName, quoteText } from '../sql/sql.ts'

/** How long a serving connection may run a statement, or keep an idle transaction open. */
const servingLimits = [
  ['statement_timeout', '15s'],
  ['idle_in_transaction_session_timeout', '15s'],
] as const

/** The attributes of a role that a service logs in as: it can log in, and become another role. */
const loginAttributes = 'login nosuperuser nobypassrls noinherit'

/** Makes a role that nobody logs in as, if it is missing. It owns nothing and bypasses nothing. */
export async function ensureGroupRole(client: pg.ClientBase, role: string): Promise<void> {
  if (await roleExists(client, role)) return
  await client.query(groupRole(role))
}

/** The statement that makes a role that nobody logs in as. */
export function groupRole(role: string): string {
  return `create role ${quoteName(role)} nologin nosuperuser nobypassrls noinherit`
}

/**
 * Makes a role that a service logs in as, if it is missing, and sets its password and limits. Runs in the
 * caller's transaction; if the caller is a superuser, PostgreSQL logs none of its later statements.
 */
export async function ensureLoginRole(
  client: pg.ClientBase,
  role: string,
  password: string,
): Promise<void> {
  const name = quoteName(role)
  await ensureGroupRole(client, role)
  await setPassword(client, role, password)
  // Only a superuser may set the other two attributes on an existing role, and only one can have changed
  // them.
  const attributes = (await isSuperuser(client)) ? loginAttributes : 'login noinherit'
  await client.query(`alter role ${name} ${attributes}`)
  for (const [setting, value] of servingLimits) {
    await client.query(`alter role ${name} set ${setting} = ${quoteText(value)}`)
  }
}

/**
 * Sets the password of a role. PostgreSQL gets the verifier that it would store, so that no statement
 * contains the password. If the login is a superuser, PostgreSQL logs none of this until the transaction
 * ends.
 */
export async function setPassword(
  client: pg.ClientBase,
  role: string,
  password: string,
): Promise<void> {
  const verifier = await scramVerifier(password)
  await client.query(unlogged)
  await client.query(`alter role ${quoteName(role)} password ${quoteText(verifier)}`)
}

const unlogged = `
  select set_config(name, value, true)
  from (values ('log_statement', 'none'), ('log_min_error_statement', 'panic'),
    ('log_min_duration_statement', '-1')) setting(name, value)
  where (select rolsuper from pg_roles where rolname = current_user)`

async function isSuperuser(client: pg.ClientBase): Promise<boolean> {
  const sql = 'select from pg_roles where rolname = current_user and rolsuper'
  return (await client.query(sql)).rowCount === 1
}

async function roleExists(client: pg.ClientBase, role: string): Promise<boolean> {
  const { rowCount } = await client.query('select from pg_roles where rolname = $1', [role])
  return rowCount === 1
}
