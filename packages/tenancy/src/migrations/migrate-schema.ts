import type { ClientBase } from 'pg'
import { quoteName, quoteText } from '../sql/sql.ts'
import type { TenantMigration } from './tenant-migrations.ts'

/** The table in which a schema records its migrations; MikroORM's migrator uses it too. */
export const versionTable = 'mikro_orm_migrations'

/**
 * Applies the missing migrations to one schema, in the caller's transaction and as its current role. All
 * are sent in one message: a new schema costs one round trip, not one for each table. Resolves to the
 * version that the schema then has. Throws the SQL error of the statement that failed.
 */
export async function migrateSchema(
  client: ClientBase,
  schema: string,
  migrations: readonly TenantMigration[],
): Promise<string> {
  await client.query(`set local search_path = ${quoteName(schema)}`)
  await client.query(`create table if not exists ${versionTable} (
    id serial primary key, name varchar(255) not null unique, executed_at timestamptz not null default now())`)
  const known = new Set(await appliedMigrations(client, schema))
  const missing = migrations.filter((migration) => !known.has(migration.name))
  if (missing.length > 0) await client.query(missing.flatMap(scriptOf).join(';\n'))
  return migrations.at(-1)?.name ?? ''
}

/** The migrations that were applied to a schema, oldest first; empty if it has no tables yet. */
export async function appliedMigrations(client: ClientBase, schema: string): Promise<string[]> {
  const table = `${quoteName(schema)}.${versionTable}`
  const { rows: found } = await client.query<{ there: boolean }>(
    'select to_regclass($1) is not null as there',
    [table],
  )
  if (!found[0]?.there) return []
  const { rows } = await client.query<{ name: string }>(`select name from ${table} order by id`)
  return rows.map(({ name }) => name)
}

/** The statements of a migration, and the one that records it. */
export function scriptOf({ name, statements }: TenantMigration): string[] {
  return [...statements, `insert into ${versionTable} (name) values (${quoteText(name)})`]
}
