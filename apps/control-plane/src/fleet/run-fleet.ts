import type { Logger } from '@mt/shared/logger'
import type { DataPlane } from '../data-plane/data-plane.ts'
import type { Orm } from '../database/open-orm.ts'
import { ClaimLost } from '../operations/lease.ts'
import type { Job } from '../operations/runner.ts'
import { endRun } from './end-run.ts'
import { FleetRun } from './fleet-run.entity.ts'
import { nextPlaces, type Place } from './next-places.ts'
import { recordResult } from './record-result.ts'
import { workAtPlace } from './work-at-place.ts'

export interface FleetWork extends Job {
  orm: Orm
  dataPlane: DataPlane
  logger: Logger
  maxAttempts: number
  retryDelayMs: number
  maxRetryDelayMs: number
}

/**
 * Works at a claimed run until it has ended: the canaries, then all others side by side, past whatever
 * fails. All that it knows lies in the database, so any process that has the claim can go on where it
 * stands; a place that was migrated but not recorded is found up to date. Throws ClaimLost, the
 * signal's reason, or what the database throws; then the run waits as it stands.
 */
export async function runFleet(work: FleetWork): Promise<void> {
  const run = await work.orm.em
    .fork()
    .findOne(FleetRun, { id: work.claim.id, runner: work.claim.runner })
  if (!run) throw new ClaimLost(`another process has run ${work.claim.id}`)
  if (run.cancelledBy) work.cancelled.abort()
  await workAtAll(work, run, run.wish.canary)
  const isStopped = await hasFailedCanary(work.orm, run)
  if (!isStopped) await workAtAll(work, run, run.places)
  work.ending.throwIfAborted()
  const state = await endRun(work, run, { isStopped })
  work.logger.info({ run: run.id, kind: run.kind, state }, 'run over the fleet ended')
}

/** So many workers take places from one list; when one cannot go on, the others end what they have begun. */
async function workAtAll(work: FleetWork, run: FleetRun, last: number): Promise<void> {
  const places = nextPlaces(work.orm.em.fork(), run.id, last)
  const worker = async () => {
    for await (const place of places) {
      if (work.ending.aborted || work.cancelled.signal.aborted) return
      await workAt(work, run, place)
    }
  }
  const ends = await Promise.allSettled(Array.from({ length: run.wish.concurrency }, worker))
  const broken = ends.find((end) => end.status === 'rejected')
  if (broken) throw broken.reason
}

async function workAt(work: FleetWork, run: FleetRun, place: Place): Promise<void> {
  const { claim, orm, cancelled, ending } = work
  const signal = AbortSignal.any([ending, cancelled.signal])
  try {
    const outcome = await workAtPlace({ ...work, run, signal }, place)
    const recorded = await recordResult(orm.em.fork(), { claim, run, place }, outcome)
    if (recorded.cancelled) cancelled.abort()
    if (outcome.state === 'failed') {
      work.logger.warn({ run: run.id, place: place.name, reason: outcome.error }, 'a place failed')
    }
  } catch (error) {
    if (!signal.aborted) throw error
  }
}

async function hasFailedCanary(orm: Orm, { id, wish }: FleetRun): Promise<boolean> {
  const sql = `
    select from control_plane.fleet_results
    where run_id = ? and state = 'failed' and position <= ? limit 1`
  return (await orm.em.fork().execute<unknown[]>(sql, [id, wish.canary])).length > 0
}
