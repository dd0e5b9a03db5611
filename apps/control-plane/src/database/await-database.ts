import { setTimeout as sleep } from 'node:timers/promises'
import type { Logger } from '@mt/shared/logger'
import { faultOf, isPassing } from '@mt/tenancy/database-errors'
import pg from 'pg'
import { createDatabase, type DatabaseConfig } from './create-database.ts'

const retryMs = 250
/** A server that recovers from a crash may take its time; whoever started this service sees it end after that. */
const maxWaitMs = 60_000

/** As createDatabase, and waits for a server that is not there yet: nothing outside makes services wait for one another. */
export async function awaitDatabase(config: DatabaseConfig, logger: Logger): Promise<void> {
  const endMs = performance.now() + maxWaitMs
  for (let tries = 0; ; tries++) {
    try {
      return await createDatabase(config)
    } catch (error) {
      if (!mayCome(error) || performance.now() > endMs) throw error
      if (tries === 0) logger.warn({ err: error }, 'the database is not there yet: waiting')
      await sleep(retryMs)
    }
  }
}

/** The server cannot be reached, starts, or cannot do it now; any other answer is for good. */
function mayCome(error: unknown): boolean {
  return !(error instanceof pg.DatabaseError) || isPassing(faultOf(error))
}
