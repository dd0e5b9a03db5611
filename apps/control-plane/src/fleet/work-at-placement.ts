import { setTimeout as sleep } from 'node:timers/promises'
import { spreadDelayAfter } from '@mt/shared/back-off'
import type { DataPlane } from '../data-plane/data-plane.ts'
import { DataPlaneError, DataPlaneRefusal } from '../data-plane/data-plane-error.ts'
import type { Difference, ResultState } from './fleet-result.entity.ts'
import type { FleetRun } from './fleet-run.entity.ts'
import type { PlannedPlacement } from './next-placements.ts'

/** The result of working at a placement. */
export interface PlacementOutcome {
  state: Exclude<ResultState, 'pending' | 'skipped'>
  toVersion?: string
  error?: string
  sqlState?: string
  differences?: Difference[]
  attempts: number
  durationMs: number
}

export interface PlacementWork {
  dataPlane: Pick<DataPlane, 'migrate' | 'drift'>
  run: Pick<FleetRun, 'id' | 'kind' | 'target'>
  /** Ends the wait for another attempt: the run is cancelled, or this process is stopping. */
  signal: AbortSignal
  /** Ends the call itself: this process is stopping. */
  ending: AbortSignal
  maxAttempts: number
  retryDelayMs: number
  maxRetryDelayMs: number
}

/**
 * Migrates one placement, or compares it with its version. It is tried up to `maxAttempts` times, with
 * growing delays, if a lock is taken, the database is busy, the service is of another release, or a
 * dedicated tenant's own service does not answer. A pooled service that does not answer is not the
 * placement's fault and is waited for. Throws the signal's reason if that wait is aborted.
 */
export async function workAtPlacement(
  work: PlacementWork,
  placement: PlannedPlacement,
): Promise<PlacementOutcome> {
  const begunMs = performance.now()
  const end = () => Math.round(performance.now() - begunMs)
  let refusals = 0
  for (let attempts = 1; ; attempts++) {
    try {
      return { ...(await attempt(work, placement)), attempts, durationMs: end() }
    } catch (error) {
      if (!(error instanceof DataPlaneError)) throw error
      const isOwn = placement.tenant.placement.model === 'dedicated'
      if (isOwn || error instanceof DataPlaneRefusal) refusals += 1
      if (!error.transient || refusals >= work.maxAttempts) {
        return { ...failure(error), attempts, durationMs: end() }
      }
    }
    await sleep(spreadDelayAfter(attempts, work), undefined, { signal: work.signal })
  }
}

async function attempt({ dataPlane, run, ending }: PlacementWork, { tenant }: PlannedPlacement) {
  const target = { operation: run, tenant, signal: ending }
  if (run.kind === 'migration') {
    const { to } = await dataPlane.migrate(target)
    if (to !== run.target) throw ofAnotherRelease(to, run.target)
    return { state: 'succeeded', toVersion: to } as const
  }
  const { differences } = await dataPlane.drift(target)
  return { state: differences.length > 0 ? 'drifted' : 'succeeded', differences } as const
}

/** A release may not have reached all services yet, so this is retried like a lock that is taken. */
function ofAnotherRelease(to: string, expected: string): DataPlaneRefusal {
  const detail = `its service is of another release: its newest version is ${to}, not ${expected}`
  return new DataPlaneRefusal(detail, { status: 409, detail, transient: true })
}

/** The data plane passes on PostgreSQL's message, with the code at its end. */
const sqlStatePattern = / \(SQLSTATE ([0-9A-Z]{5})\)$/

function failure(error: DataPlaneError): Pick<PlacementOutcome, 'state' | 'error' | 'sqlState'> {
  const text = error instanceof DataPlaneRefusal ? error.detail : error.message
  const sqlState = sqlStatePattern.exec(text)?.[1]
  return {
    state: 'failed',
    error: text.replace(sqlStatePattern, ''),
    ...(sqlState === undefined ? {} : { sqlState }),
  }
}
