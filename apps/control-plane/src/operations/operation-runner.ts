import type { WorkTable } from './lease.ts'
import { type Run, runOperation } from './run-operation.ts'
import { createRunner, type Job, type Runner, type RunnerConfig } from './runner.ts'

export const operationTable: WorkTable = {
  name: 'operations',
  noun: 'operation',
  task: 'resume-operation',
  idField: 'operationId',
  claimedAt: 'updated_at',
}

export interface OperationRunnerOptions
  extends Pick<Run, 'orm' | 'outside' | 'observeStep' | 'logger' | 'metrics' | 'committed'> {
  config: RunnerConfig
}

/** Works at operations in this process. */
export function createOperationRunner({ config, ...parts }: OperationRunnerOptions): Runner {
  const { orm, logger } = parts
  const work = (job: Job) =>
    runOperation({ ...config, ...parts, claim: job.claim, signal: signalOf(job) })
  return createRunner({ orm, logger, config, table: operationTable, work })
}

/** A cancellation aborts the present step; the operation then sees that it is cancelled, and gives up. */
function signalOf({ ending, cancelled }: Job): AbortSignal {
  return cancelled.signal.aborted ? ending : AbortSignal.any([ending, cancelled.signal])
}
