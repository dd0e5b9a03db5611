import { setTimeout as sleep } from 'node:timers/promises'
import { newId } from '@mt/shared/ids'
import type { Logger } from '@mt/shared/logger'
import type { Config } from '../config.ts'
import type { DataPlane } from '../data-plane/data-plane.ts'
import { isDatabaseLost } from '../database/lost-database.ts'
import type { Orm } from '../database/open-orm.ts'
import { claimRun, type FleetClaim, renewRun, wakeAtRunLeaseEnd } from './fleet-lease.ts'
import { FleetClaimLost } from './record-result.ts'
import { runFleet } from './run-fleet.ts'

export interface FleetRunnerOptions {
  orm: Orm
  dataPlane: DataPlane
  logger: Logger
  config: Config['operations']
}

export interface FleetRunner {
  /** Works at a run that has been claimed already. */
  start(claim: FleetClaim): void
  /** Takes a run up where nobody works at it; otherwise sees to it that somebody is called later. */
  resume(runId: string): Promise<void>
  /** Takes up all runs that nobody works at. */
  resumeAll(): Promise<void>
  /** The run is cancelled: where it is worked at here, no further place is begun. */
  interrupt(runId: string): void
  /** Ends what is begun, begins nothing more, and leaves the rest to others at once. */
  close(): Promise<void>
}

/** How long a run waits for a database that is away before it looks again. */
const databaseAwayMs = 500

/** Works at runs over the fleet in this process, each under a lease that it renews. */
export function createFleetRunner(options: FleetRunnerOptions): FleetRunner {
  const { orm, config } = options
  const stopping = new AbortController()
  const running = new Map<string, { ended: Promise<void>; cancelled: AbortController }>()

  function start(claim: FleetClaim): void {
    const cancelled = new AbortController()
    const ended = work(options, { claim, cancelled, stopping: stopping.signal }).finally(() => {
      running.delete(claim.runId)
    })
    running.set(claim.runId, { ended, cancelled })
  }

  async function resume(runId: string): Promise<void> {
    if (stopping.signal.aborted) return
    const claim = { runId, runner: newId() }
    if (await claimRun(orm.em.fork(), claim, config.leaseMs)) start(claim)
    else await wakeAtRunLeaseEnd(orm.em.fork(), runId)
  }

  return {
    start,
    resume,
    async resumeAll() {
      for (const id of await abandoned(orm)) await resume(id)
    },
    interrupt: (runId) => running.get(runId)?.cancelled.abort(),
    async close() {
      stopping.abort(new Error('the control plane is stopping'))
      await Promise.all([...running.values()].map(({ ended }) => ended))
    },
  }
}

interface Given {
  claim: FleetClaim
  cancelled: AbortController
  stopping: AbortSignal
}

/** Never rejects: what stops a run is logged, and the job at the end of its lease takes it up again. */
async function work(options: FleetRunnerOptions, given: Given): Promise<void> {
  const { claim, stopping } = given
  const lost = new AbortController()
  const renewal = keepLease(options, claim, lost)
  try {
    await workThroughOutages(options, given, AbortSignal.any([stopping, lost.signal]))
  } catch (error) {
    await stopped(options, claim, { error, isStopping: stopping.aborted })
  } finally {
    clearInterval(renewal)
  }
}

async function workThroughOutages(
  { config, ...parts }: FleetRunnerOptions,
  { claim, cancelled }: Given,
  ending: AbortSignal,
): Promise<void> {
  const { retryDelayMs, maxRetryDelayMs, maxStepAttempts: maxAttempts } = config
  for (;;) {
    try {
      const limits = { maxAttempts, retryDelayMs, maxRetryDelayMs }
      return await runFleet({ ...parts, ...limits, claim, cancelled, ending })
    } catch (error) {
      if (ending.aborted) throw ending.reason
      if (!isDatabaseLost(error)) throw error
      parts.logger.warn({ run: claim.runId }, 'the database is away; the run waits')
      await sleep(databaseAwayMs, undefined, { signal: ending })
    }
  }
}

function keepLease(
  { orm, config, logger }: FleetRunnerOptions,
  claim: FleetClaim,
  lost: AbortController,
) {
  const renew = async () => {
    try {
      const isHeld = await renewRun(orm.em.fork(), claim, config.leaseMs)
      if (!isHeld) lost.abort(new FleetClaimLost('the lease is lost'))
    } catch (error) {
      logger.warn({ run: claim.runId, err: error }, 'the lease could not be renewed')
    }
  }
  return setInterval(renew, config.leaseMs / 3).unref()
}

async function stopped(
  { orm, logger }: FleetRunnerOptions,
  claim: FleetClaim,
  { error, isStopping }: { error: unknown; isStopping: boolean },
): Promise<void> {
  const run = claim.runId
  if (error instanceof FleetClaimLost) return void logger.info({ run }, 'another process has it')
  if (!isStopping) return void logger.error({ run, err: error }, 'run over the fleet interrupted')
  await renewRun(orm.em.fork(), claim, 0).catch((err: unknown) => {
    logger.warn({ run, err }, 'the lease could not be given back; it runs out')
  })
}

async function abandoned(orm: Orm): Promise<string[]> {
  const rows = await orm.em.fork().execute<{ id: string }[]>(`
    select id from control_plane.fleet_runs
    where state in ('pending', 'running') and (lease_until is null or lease_until <= now())
    order by id`)
  return rows.map(({ id }) => id)
}
