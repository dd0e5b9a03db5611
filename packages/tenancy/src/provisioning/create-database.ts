import type pg from 'pg'
import { faultOf } from '../database-errors.ts'
import { quoteName } from '../sql/sql.ts'

export interface NewDatabase {
  name: string
  owner: string
  /** The template to copy, if it exists; otherwise the database is empty. */
  template?: string
}

/**
 * Creates a database if it is missing, owned by `owner` and open only to logins that are granted access
 * by name. Runs outside transactions. After two concurrent calls, both find it created.
 */
export async function createDatabase(client: pg.ClientBase, wanted: NewDatabase): Promise<void> {
  const { name } = wanted
  const known = await client.query('select from pg_database where datname = $1', [name])
  if (known.rowCount === 0) await create(client, wanted).catch(ignoreDuplicate)
  await client.query(`revoke all on database ${quoteName(name)} from public`)
}

async function create(client: pg.ClientBase, { name, owner, template }: NewDatabase) {
  const making = `create database ${quoteName(name)} owner ${quoteName(owner)}`
  const empty = `${making} template template0 encoding 'UTF8'`
  if (template === undefined) return client.query(empty)
  return client
    .query(`${making} template ${quoteName(template)} strategy wal_log`)
    .catch((error: unknown) => {
      const fault = faultOf(error)
      // Another release may have replaced the template; the migrations fill an empty database as well.
      if (fault === 'missing-database' || fault === 'in-use') return client.query(empty)
      throw error
    })
}

function ignoreDuplicate(error: unknown): void {
  if (faultOf(error) !== 'duplicate') throw error
}
