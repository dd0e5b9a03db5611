import { randomBytes } from 'node:crypto'
import { z } from 'zod'
import { readEnv } from '../config.ts'

/**
 * A new name for a database on the tests' server. It contains the mark of the worker that makes the database,
 * so that the file that leaves it behind fails (tests/setup/no-leaks.ts).
 */
export function newDatabaseName(kind: string): string {
  return `${kind}${workerMark()}${randomBytes(4).toString('hex')}`
}

/** A part of the names of this worker's databases, and of no others; `_` outside of a worker. */
export function workerMark(): string {
  const env = readEnv(
    z.object({ TEST_RUN: z.string().optional(), TEST_WORKER: z.string().optional() }),
  )
  return env.TEST_WORKER === undefined ? '_' : `_w${env.TEST_RUN}${env.TEST_WORKER}_`
}
