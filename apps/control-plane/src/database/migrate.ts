import type { Logger } from '@mt/shared/logger'
import { faultOf } from '@mt/tenancy/database-errors'
import { runMigrations } from 'graphile-worker'
import pg from 'pg'
import { type DatabaseConfig, databaseUrl } from './create-database.ts'
import type { Orm } from './open-orm.ts'
import { controlPlaneSchema } from './schema.ts'

/** How long a start waits before it says that it does, and at most: migrations can take their time. */
const quietWaitMs = 1_000
const maxWaitMs = 10 * 60_000

/**
 * Brings the control plane's database up to date: its own history, then the queue's. Processes that
 * start at the same time take turns.
 */
export async function migrate(
  config: DatabaseConfig,
  { orm, queuePool }: { orm: Orm; queuePool: pg.Pool },
  logger: Logger,
): Promise<void> {
  const turn = new pg.Client({ connectionString: databaseUrl(config) })
  await turn.connect()
  try {
    await takeTurn(turn, logger)
    await orm.migrator.up()
    await runMigrations({ pgPool: queuePool })
  } finally {
    await turn.end()
  }
}

/**
 * Holds the schema's own lock until the connection ends. PostgreSQL takes it for a comment, from who owns
 * the schema alone: no other login that is let into this database can keep a control plane from starting.
 */
async function takeTurn(turn: pg.Client, logger: Logger): Promise<void> {
  await turn.query(`create schema if not exists ${controlPlaneSchema}`).catch(ignoreRace)
  if (await lockSchema(turn, quietWaitMs)) return
  logger.info('another control plane migrates the database; this one waits for it')
  if (!(await lockSchema(turn, maxWaitMs))) {
    throw new Error('another control plane has been migrating the database for ten minutes')
  }
}

async function lockSchema(turn: pg.Client, waitMs: number): Promise<boolean> {
  await turn.query(`begin; set local lock_timeout = ${waitMs}`)
  try {
    await turn.query(`comment on schema ${controlPlaneSchema} is 'The control plane''s own'`)
    return true
  } catch (error) {
    if (faultOf(error) !== 'locked') throw error
    await turn.query('rollback')
    return false
  }
}

/** Another process that makes the same schema was faster. */
function ignoreRace(error: unknown): void {
  if (faultOf(error) !== 'duplicate') throw error
}
