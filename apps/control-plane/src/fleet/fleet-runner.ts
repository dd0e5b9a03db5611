import type { Logger } from '@mt/shared/logger'
import type { DataPlane } from '../data-plane/data-plane.ts'
import type { Orm } from '../database/open-orm.ts'
import type { WorkTable } from '../operations/lease.ts'
import { createRunner, type Runner, type RunnerConfig } from '../operations/runner.ts'
import { runFleet } from './run-fleet.ts'

export const fleetTable: WorkTable = {
  name: 'fleet_runs',
  noun: 'run',
  task: 'resume-fleet-run',
  idField: 'runId',
  claimedAt: 'claimed_at',
}

export interface FleetRunnerOptions {
  orm: Orm
  dataPlane: DataPlane
  logger: Logger
  config: RunnerConfig
}

/** Works at runs over the fleet in this process. A cancelled run begins no further placement. */
export function createFleetRunner({ config, ...parts }: FleetRunnerOptions): Runner {
  const { orm, logger } = parts
  const { retryDelayMs, maxRetryDelayMs, maxStepAttempts: maxAttempts } = config
  const limits = { maxAttempts, retryDelayMs, maxRetryDelayMs }
  return createRunner({
    ...{ orm, logger, config, table: fleetTable },
    work: (job) => runFleet({ ...parts, ...limits, ...job }),
  })
}
