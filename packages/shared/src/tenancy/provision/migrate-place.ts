import type { Placement } from '../../placement.ts'
import { ownerRole } from '../roles.ts'
import { quoteName } from '../sql.ts'
import { appliedMigrations } from './migrate-schema.ts'
import { asOwner } from './owner-connection.ts'
import { preparePlace } from './prepare-place.ts'
import type { ProvisionContext } from './provisioner.ts'

/** What a migration of one place did. */
export interface PlaceMigration {
  /** The version before, empty for a place without tables. */
  from: string
  to: string
  applied: string[]
}

/** A migration could not be applied to a place, which is as it was. */
export class MigrationFailed extends Error {
  override name = 'MigrationFailed'
  /** PostgreSQL's SQLSTATE. */
  readonly sqlState: string

  constructor(cause: Error & { code?: string }) {
    super(cause.message, { cause })
    this.sqlState = cause.code ?? ''
  }
}

/** Locks that are not had in time, and what PostgreSQL asks to try again: no fault of the migration. */
const transientStates = /^(55P03|40001|40P01|57P0|53|08)/

/**
 * Brings one place up to date, in one transaction: all that is missing or nothing. DDL gives up when it
 * does not get its lock in time, so that requests do not queue behind it for long; the error is then the
 * database's own and the call can be made again. Throws MigrationFailed for a migration that cannot be
 * applied there.
 */
export async function migratePlace(
  context: ProvisionContext,
  placement: Placement,
): Promise<PlaceMigration> {
  const { owners, database } = context
  const target = owners.target(placement.cluster, placement.database)
  try {
    return await asOwner(owners, target, `place ${placement.schema}`, async (client) => {
      await client.query(`set local role ${quoteName(ownerRole(database))}`)
      const before = await appliedMigrations(client, placement.schema)
      await client.query('set local role none')
      const to = await preparePlace(client, placement, context)
      const known = new Set(before)
      const applied = context.migrations.map(({ name }) => name).filter((name) => !known.has(name))
      return { from: before.at(-1) ?? '', to, applied }
    })
  } catch (error) {
    if (isSqlError(error) && !transientStates.test(error.code)) throw new MigrationFailed(error)
    throw error
  }
}

function isSqlError(error: unknown): error is Error & { code: string } {
  return error instanceof Error && 'code' in error && /^[0-9A-Z]{5}$/.test(String(error.code))
}
