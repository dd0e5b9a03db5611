import { setTimeout as sleep } from 'node:timers/promises'
import { spreadDelayAfter } from '@mt/shared/back-off'
import type { DataPlane } from '../data-plane/data-plane.ts'
import { DataPlaneError, DataPlaneRefusal } from '../data-plane/data-plane-error.ts'
import type { Difference, ResultState } from './fleet-result.entity.ts'
import type { FleetRun } from './fleet-run.entity.ts'
import type { Place } from './next-places.ts'

/** What working at a place came to. */
export interface PlaceOutcome {
  state: Exclude<ResultState, 'pending' | 'skipped'>
  toVersion?: string
  error?: string
  sqlState?: string
  differences?: Difference[]
  attempts: number
  durationMs: number
}

export interface PlaceWork {
  dataPlane: Pick<DataPlane, 'migrate' | 'drift'>
  run: Pick<FleetRun, 'id' | 'kind' | 'target'>
  /** Ends the wait for another attempt: the run is cancelled, or this process stops. */
  signal: AbortSignal
  /** Ends the call itself: this process stops. */
  ending: AbortSignal
  maxAttempts: number
  retryDelayMs: number
  maxRetryDelayMs: number
}

/**
 * Brings one place up to date, or looks in what it differs. A lock that is not had, or a database that is
 * busy, is tried again with growing delays, `maxAttempts` times, and so are a dedicated tenant's own service
 * that does not answer and a service of another release; a pooled one that does not answer is no fault of the
 * place and is waited for. Throws the signal's reason when that wait is ended.
 */
export async function workAtPlace(work: PlaceWork, place: Place): Promise<PlaceOutcome> {
  const begunMs = performance.now()
  const end = () => Math.round(performance.now() - begunMs)
  let refusals = 0
  for (let attempts = 1; ; attempts++) {
    try {
      return { ...(await attempt(work, place)), attempts, durationMs: end() }
    } catch (error) {
      if (!(error instanceof DataPlaneError)) throw error
      const isOwn = place.tenant.placement.model === 'dedicated'
      if (isOwn || error instanceof DataPlaneRefusal) refusals += 1
      if (!error.transient || refusals >= work.maxAttempts) {
        return { ...failure(error), attempts, durationMs: end() }
      }
    }
    await sleep(spreadDelayAfter(attempts, work), undefined, { signal: work.signal })
  }
}

async function attempt({ dataPlane, run, ending }: PlaceWork, { tenant }: Place) {
  const target = { operation: run, tenant, signal: ending }
  if (run.kind === 'migration') {
    const { to } = await dataPlane.migrate(target)
    if (to !== run.target) throw ofAnotherRelease(to, run.target)
    return { state: 'succeeded', toVersion: to } as const
  }
  const { differences } = await dataPlane.drift(target)
  return { state: differences.length > 0 ? 'drifted' : 'succeeded', differences } as const
}

/** A release may still be on its way to all services: it is waited for as a lock is. */
function ofAnotherRelease(to: string, wanted: string): DataPlaneRefusal {
  const detail = `its service is of another release: its newest version is ${to}, not ${wanted}`
  return new DataPlaneRefusal(detail, { status: 409, detail, transient: true })
}

/** The data plane tells PostgreSQL's words, and its code at their end. */
const sqlStatePattern = / \(SQLSTATE ([0-9A-Z]{5})\)$/

function failure(error: DataPlaneError): Pick<PlaceOutcome, 'state' | 'error' | 'sqlState'> {
  const text = error instanceof DataPlaneRefusal ? error.detail : error.message
  const sqlState = sqlStatePattern.exec(text)?.[1]
  return {
    state: 'failed',
    error: text.replace(sqlStatePattern, ''),
    ...(sqlState === undefined ? {} : { sqlState }),
  }
}
