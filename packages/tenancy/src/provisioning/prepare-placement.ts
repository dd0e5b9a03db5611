import type { Placement } from '@mt/shared/placement'
import { ownerRole, servingRole } from '@mt/shared/roles'
import type pg from 'pg'
import { migrateSchema, versionTable } from '../migrations/migrate-schema.ts'
import type { TenantMigration } from '../migrations/tenant-migrations.ts'
import { quoteName } from '../sql/sql.ts'

/**
 * Makes the schema of a placement, or brings it up to date. The owner's role, which nobody logs in as, owns
 * it, and only the placement's serving role may use it. Runs in the caller's transaction. Idempotent.
 * Resolves to the schema's version.
 */
export async function preparePlacement(
  client: pg.ClientBase,
  placement: Placement,
  pool: { database: string; migrations: readonly TenantMigration[] },
): Promise<string> {
  const version = await prepareTables(client, placement.schema, pool)
  await client.query(`set local role ${quoteName(ownerRole(pool.database))}`)
  await client.query(grantsOf(quoteName(placement.schema), quoteName(servingRole(placement))))
  await client.query('set local role none')
  return version
}

/** The part that is the same for every tenant: schema and tables, still without grants. */
export async function prepareTables(
  client: pg.ClientBase,
  schema: string,
  pool: { database: string; migrations: readonly TenantMigration[] },
): Promise<string> {
  const owner = quoteName(ownerRole(pool.database))
  await client.query(`create schema if not exists ${quoteName(schema)} authorization ${owner}`)
  await client.query(`set local role ${owner}`)
  const version = await migrateSchema(client, schema, pool.migrations)
  await client.query('set local role none')
  return version
}

/**
 * Access to the rows of every table except the package's own two: one is read and locked, the other
 * hidden.
 */
export function grantsOf(schema: string, role: string): string {
  return [
    `grant usage on schema ${schema} to ${role}`,
    `grant select, insert, update, delete on all tables in schema ${schema} to ${role}`,
    `revoke all on ${schema}.${versionTable}, ${schema}.placements from ${role}`,
    `grant select, update (fence) on ${schema}.placements to ${role}`,
  ].join('; ')
}
