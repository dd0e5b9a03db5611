import type { Placement } from '@mt/shared/placement'
import { isOwnDatabase, ownerRole, servingRole } from '@mt/shared/roles'
import pg from 'pg'
import { faultOf, isPassing } from '../database-errors.ts'
import { asOwnerAlone } from '../provisioning/owner-connection.ts'
import { grantsOf } from '../provisioning/prepare-placement.ts'
import { prepareReference } from '../provisioning/prepare-reference.ts'
import type { ProvisionContext } from '../provisioning/provision-context.ts'
import { quoteName } from '../sql/sql.ts'
import { appliedMigrations, scriptOf, versionTable } from './migrate-schema.ts'

/** What a migration of one placement did. */
export interface PlacementMigration {
  /** The previous version; empty for a placement without tables. */
  from: string
  to: string
  applied: string[]
}

/** A migration could not be applied to a placement, which is unchanged. */
export class MigrationFailed extends Error {
  override name = 'MigrationFailed'
  /** PostgreSQL's SQLSTATE. */
  readonly sqlState: string

  constructor(cause: Error & { code?: string }) {
    super(cause.message, { cause })
    this.sqlState = cause.code ?? ''
  }
}

/**
 * Brings one placement up to date in one transaction: all missing migrations or none. DDL gives up if it
 * does not get its lock in time, so that requests do not queue behind it for long; the error is then the
 * database's own, and the call can be repeated. A missing placement is not created: its tenant may just
 * have been removed. Throws MigrationFailed for a migration that cannot be applied.
 */
export async function migratePlacement(
  context: ProvisionContext,
  placement: Placement,
): Promise<PlacementMigration> {
  const { owners } = context
  const target = owners.target(placement.cluster, placement.database)
  try {
    const lock = { role: servingRole(placement) }
    return await asOwnerAlone(owners, target, lock, async (client) => {
      if (isOwnDatabase(placement)) await prepareReference(client, context)
      return applyMissing(client, placement, context)
    })
  } catch (error) {
    if (isSqlError(error) && !mayPass(error)) throw new MigrationFailed(error)
    throw error
  }
}

/** Round trips dominate over a thousand placements, so all missing migrations are sent in one. */
async function applyMissing(
  client: pg.ClientBase,
  placement: Placement,
  { database, migrations }: ProvisionContext,
): Promise<PlacementMigration> {
  const owner = quoteName(ownerRole(database))
  const schema = quoteName(placement.schema)
  const [, known] = await Promise.all([
    client.query(`set local role ${owner}; set local search_path = ${schema}`),
    client.query<{ name: string }>(`select name from ${schema}.${versionTable} order by id`),
  ])
  const applied = known.rows.map(({ name }) => name)
  const missing = migrations.filter(({ name }) => !applied.includes(name))
  const from = applied.at(-1) ?? ''
  if (missing.length === 0) return { from, to: from, applied: [] }
  const script = missing.flatMap(scriptOf)
  const grants = script.some(makesTable)
    ? [grantsOf(schema, quoteName(servingRole(placement)))]
    : []
  await client.query([...script, ...grants].join(';\n'))
  return { from, to: missing.at(-1)?.name ?? from, applied: missing.map(({ name }) => name) }
}

function makesTable(statement: string): boolean {
  return /^\s*create\s+table\b/i.test(statement)
}

/** The migrations that were applied to a placement, oldest first, read as its owner. */
export async function migrationsOf(
  client: pg.ClientBase,
  schema: string,
  owner: string,
): Promise<string[]> {
  await client.query(`set local role ${quoteName(owner)}`)
  const applied = await appliedMigrations(client, schema)
  await client.query('set local role none')
  return applied
}

/** It is no fault of the migration, which may succeed later. One that takes too long would so again. */
function mayPass(error: pg.DatabaseError): boolean {
  const fault = faultOf(error)
  return isPassing(fault) && fault !== 'too-long'
}

/** Not every code of five letters is a SQLSTATE: EPIPE comes from the network. */
function isSqlError(error: unknown): error is pg.DatabaseError & { code: string } {
  return error instanceof pg.DatabaseError && error.code !== undefined
}
