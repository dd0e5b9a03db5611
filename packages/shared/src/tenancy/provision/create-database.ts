import type pg from 'pg'
import { quoteName } from '../sql.ts'

const duplicateDatabase = '42P04'
const uniqueViolation = '23505'

/**
 * Makes a database where it is missing, owned by `owner`, which only those enter who were let in by
 * name. Runs outside transactions. Two who race both find it made.
 */
export async function createDatabase(
  client: pg.ClientBase,
  name: string,
  owner: string,
): Promise<void> {
  const database = quoteName(name)
  const known = await client.query('select from pg_database where datname = $1', [name])
  if (known.rowCount === 0) {
    await client
      .query(
        `create database ${database} template template0 encoding 'UTF8' owner ${quoteName(owner)}`,
      )
      .catch(ignoreDuplicate)
  }
  await client.query(`revoke all on database ${database} from public`)
}

function ignoreDuplicate(error: { code?: string }): void {
  if (error.code !== duplicateDatabase && error.code !== uniqueViolation) throw error
}
