import type { Logger } from '@mt/shared/logger'
import type { DataPlane } from '../data-plane/data-plane.ts'
import type { Orm } from '../database/open-orm.ts'
import { ClaimLost } from '../operations/lease.ts'
import type { Job } from '../operations/runner.ts'
import { endRun } from './end-run.ts'
import { FleetRun } from './fleet-run.entity.ts'
import { nextPlacements, type PlannedPlacement } from './next-placements.ts'
import { recordResult } from './record-result.ts'
import { workAtPlacement } from './work-at-placement.ts'

export interface FleetWork extends Job {
  orm: Orm
  dataPlane: DataPlane
  logger: Logger
  maxAttempts: number
  retryDelayMs: number
  maxRetryDelayMs: number
}

/**
 * Works at a claimed run until it has ended: first the canaries, then all others in parallel, whatever
 * fails. All of its state is in the database, so any process with the claim can continue it; a placement
 * that was migrated but not recorded turns out to be up to date. Throws ClaimLost, the signal's reason, or
 * an error of the database; then the run waits in its present state.
 */
export async function runFleet(work: FleetWork): Promise<void> {
  const run = await work.orm.em
    .fork()
    .findOne(FleetRun, { id: work.claim.id, runner: work.claim.runner })
  if (!run) throw new ClaimLost(`another process has taken over run ${work.claim.id}`)
  if (run.cancelledBy) work.cancelled.abort()
  await workAtAll(work, run, run.request.canary)
  const isStopped = await hasFailedCanary(work.orm, run)
  if (!isStopped) await workAtAll(work, run, run.places)
  work.ending.throwIfAborted()
  const state = await endRun(work, run, { isStopped })
  work.logger.info({ run: run.id, kind: run.kind, state }, 'run over the fleet ended')
}

/** Workers take placements from one list. If one of them breaks, the others finish what they have begun. */
async function workAtAll(work: FleetWork, run: FleetRun, last: number): Promise<void> {
  const placements = nextPlacements(work.orm.em.fork(), run.id, last)
  const worker = async () => {
    for await (const placement of placements) {
      if (work.ending.aborted || work.cancelled.signal.aborted) return
      await workAt(work, run, placement)
    }
  }
  const ends = await Promise.allSettled(Array.from({ length: run.request.concurrency }, worker))
  const broken = ends.find((end) => end.status === 'rejected')
  if (broken) throw broken.reason
}

async function workAt(work: FleetWork, run: FleetRun, placement: PlannedPlacement): Promise<void> {
  const { claim, orm, cancelled, ending } = work
  const signal = AbortSignal.any([ending, cancelled.signal])
  try {
    const outcome = await workAtPlacement({ ...work, run, signal }, placement)
    const recorded = await recordResult(orm.em.fork(), { claim, run, placement }, outcome)
    if (recorded.cancelled) cancelled.abort()
    if (outcome.state === 'failed') {
      work.logger.warn(
        { run: run.id, place: placement.name, reason: outcome.error },
        'placement failed',
      )
    }
  } catch (error) {
    if (!signal.aborted) throw error
  }
}

async function hasFailedCanary(orm: Orm, { id, request }: FleetRun): Promise<boolean> {
  const sql = `
    select from control_plane.fleet_results
    where run_id = ? and state = 'failed' and position <= ? limit 1`
  return (await orm.em.fork().execute<unknown[]>(sql, [id, request.canary])).length > 0
}
