import { ownerRole } from '@mt/shared/roles'
import type pg from 'pg'
import { migrateSchema } from '../migrations/migrate-schema.ts'
import type { TenantMigration } from '../migrations/tenant-migrations.ts'
import { referenceSchema } from '../sql/scoped-query.ts'
import { quoteName } from '../sql/sql.ts'

/**
 * Makes the tables that all tenants share in one database, or brings them up to date. Every role that may
 * enter the database may read them, and no serving role may write them. Runs in the caller's transaction.
 * Idempotent.
 */
export async function prepareReference(
  client: pg.ClientBase,
  pool: { database: string; referenceMigrations: readonly TenantMigration[] },
): Promise<void> {
  const owner = quoteName(ownerRole(pool.database))
  await client.query(`create schema if not exists ${referenceSchema} authorization ${owner}`)
  await client.query(`set local role ${owner}`)
  await migrateSchema(client, referenceSchema, pool.referenceMigrations)
  await client.query(`grant usage on schema ${referenceSchema} to public`)
  await client.query(`grant select on all tables in schema ${referenceSchema} to public`)
  await client.query('set local role none')
}
