import type { Logger } from '@mt/shared/logger'
import { codeDriverErrors } from '@mt/tenancy/connections/code-driver-errors'
import pg from 'pg'
import { type DatabaseConfig, databaseUrl } from './create-database.ts'

/** One connection listens, two work, one is to spare. */
const maxConnections = 4

/** The queue's own connections to the control plane's database. A lost one is logged and replaced. */
export function openQueuePool(config: DatabaseConfig, logger: Logger): pg.Pool {
  const pool = new pg.Pool({
    connectionString: databaseUrl(config),
    max: maxConnections,
    application_name: 'control-plane-queue',
    connectionTimeoutMillis: config.connectTimeoutMs,
  })
  codeDriverErrors(pool)
  const lost = (error: Error) =>
    logger.debug({ part: 'queue', reason: error.message }, 'a connection was lost')
  pool.on('error', lost)
  pool.on('connect', (client) => void client.on('error', lost))
  return pool
}
