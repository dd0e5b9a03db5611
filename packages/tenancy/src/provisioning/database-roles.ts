import type pg from 'pg'
import { quoteName, quoteText } from '../sql/sql.ts'

/** How long a serving connection may run a statement, or hold a transaction open and do nothing. */
const servingLimits = [
  ['statement_timeout', '15s'],
  ['idle_in_transaction_session_timeout', '15s'],
] as const

/** Makes a role that nobody logs in as, where it is missing. It never owns nor bypasses anything. */
export async function ensureGroupRole(client: pg.ClientBase, role: string): Promise<void> {
  if (await roleExists(client, role)) return
  await client.query(`create role ${quoteName(role)} nologin nosuperuser nobypassrls noinherit`)
}

/** Makes a role that a service logs in as, where it is missing, and sets its password and limits anew. */
export async function ensureLoginRole(
  client: pg.ClientBase,
  role: string,
  password: string,
): Promise<void> {
  const verb = (await roleExists(client, role)) ? 'alter' : 'create'
  await client.query(
    `${verb} role ${quoteName(role)} login nosuperuser nobypassrls noinherit password ${quoteText(password)}`,
  )
  for (const [setting, value] of servingLimits) {
    await client.query(`alter role ${quoteName(role)} set ${setting} = ${quoteText(value)}`)
  }
}

async function roleExists(client: pg.ClientBase, role: string): Promise<boolean> {
  const { rowCount } = await client.query('select from pg_roles where rolname = $1', [role])
  return rowCount === 1
}
