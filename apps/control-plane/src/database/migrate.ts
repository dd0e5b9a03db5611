import { runMigrations } from 'graphile-worker'
import pg from 'pg'
import { type DatabaseConfig, databaseUrl } from './create-database.ts'
import type { Orm } from './open-orm.ts'

/** Any number that no other lock in this database has. */
const migrationLock = 7_402_001

/**
 * Brings the control plane's database up to date: its own history, then the queue's. Processes that
 * start at the same time take turns.
 */
export async function migrate(config: DatabaseConfig, orm: Orm, queue: pg.Pool): Promise<void> {
  const turn = new pg.Client({ connectionString: databaseUrl(config) })
  await turn.connect()
  try {
    await turn.query('select pg_advisory_lock($1)', [migrationLock])
    await orm.migrator.up()
    await runMigrations({ pgPool: queue })
  } finally {
    await turn.end()
  }
}
