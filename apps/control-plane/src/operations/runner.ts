import { setTimeout as sleep } from 'node:timers/promises'
import type { EntityManager } from '@mikro-orm/postgresql'
import { newId } from '@mt/shared/ids'
import type { Logger } from '@mt/shared/logger'
import { describeFault, faultOf, isPassing } from '@mt/tenancy/database-errors'
import type { Orm } from '../database/open-orm.ts'
import {
  abandonedWork,
  type Claim,
  ClaimLost,
  claimWork,
  releaseLease,
  renewLease,
  type WorkTable,
  wakeAtLeaseEnd,
} from './lease.ts'

/** The duration of leases, and the number and delays of retries. */
export interface RunnerConfig {
  /** How long the work of a dead process waits before another one takes over. */
  leaseMs: number
  /** The attempts before a step is given up: about half a minute with the delays below. */
  maxStepAttempts: number
  retryDelayMs: number
  maxRetryDelayMs: number
}

export interface RunnerOptions {
  orm: Orm
  logger: Logger
  config: Pick<RunnerConfig, 'leaseMs'>
  /** The table of the work. */
  table: WorkTable
  /** Continues claimed work from its present state until it has ended. */
  work: (job: Job) => Promise<void>
}

/** Work that this process has claimed. */
export interface Job {
  claim: Claim
  /** Aborted when this process must stop working: it is stopping, or has lost the claim. */
  ending: AbortSignal
  /** Aborted when the work is cancelled. The interrupted part is begun again, and then sees the cancellation. */
  cancelled: AbortController
}

/** Does durable work in this process. */
export interface Runner {
  /** Claims work that the transaction of `em` has written, to be started once that has committed. */
  claim(em: EntityManager, id: string): Promise<Claim>
  /** Starts claimed work. */
  start(claim: Claim): void
  /** Claims and starts work if no process holds it; otherwise makes sure that its job comes again. */
  resume(id: string): Promise<void>
  /** Claims and starts all work that no process holds. */
  resumeAll(): Promise<void>
  /** Waits until this process no longer works at it, but at most `timeoutMs`. */
  settled(id: string, timeoutMs: number): Promise<void>
  /** Makes work in this process see at once that it is cancelled. */
  interrupt(id: string): void
  /** Stops all work; other processes can claim what is unfinished at once. */
  close(): Promise<void>
}

/** How long work waits before it retries what the database could not do. */
const databaseRetryMs = 500

/** Does durable work in this process, any number in parallel, each under a lease that it renews. */
export function createRunner(options: RunnerOptions): Runner {
  const { orm, table, config } = options
  const { leaseMs } = config
  const stopping = new AbortController()
  const running = new Map<string, { ended: Promise<void>; cancelled: AbortController }>()

  async function claim(em: EntityManager, id: string): Promise<Claim> {
    const claim = { id, runner: newId() }
    await claimWork(em, table, { claim, leaseMs })
    return claim
  }

  function start(claim: Claim): void {
    const cancelled = new AbortController()
    const given = { claim, cancelled, stopping: stopping.signal }
    const ended = keepWorking(options, given).finally(() => running.delete(claim.id))
    running.set(claim.id, { ended, cancelled })
  }

  async function resume(id: string): Promise<void> {
    if (stopping.signal.aborted) return
    const claim = { id, runner: newId() }
    if (await claimWork(orm.em.fork(), table, { claim, leaseMs })) start(claim)
    else await wakeAtLeaseEnd(orm.em.fork(), table, id)
  }

  async function resumeAll(): Promise<void> {
    for (const id of await abandonedWork(orm.em.fork(), table)) await resume(id)
  }

  async function settled(id: string, timeoutMs: number): Promise<void> {
    const timer = new AbortController()
    const timeout = sleep(timeoutMs, undefined, { signal: timer.signal }).catch(() => {})
    await Promise.race([running.get(id)?.ended, timeout])
    timer.abort()
  }

  async function close(): Promise<void> {
    stopping.abort(new Error('the control plane is stopping'))
    await Promise.all([...running.values()].map(({ ended }) => ended))
  }

  function interrupt(id: string): void {
    running.get(id)?.cancelled.abort(new Error('the work was cancelled'))
  }

  return { claim, start, resume, resumeAll, settled, interrupt, close }
}

interface Given extends Pick<Job, 'claim' | 'cancelled'> {
  stopping: AbortSignal
}

/** Never rejects: errors are logged, and the job at the end of the lease resumes the work. */
async function keepWorking(options: RunnerOptions, { stopping, ...given }: Given): Promise<void> {
  const lost = new AbortController()
  const renewal = keepLease(options, given, lost)
  try {
    const ending = AbortSignal.any([stopping, lost.signal])
    await workThroughOutages(options, { ...given, ending })
  } catch (error) {
    await stopped(options, given.claim, { error, released: stopping.aborted })
  } finally {
    clearInterval(renewal)
  }
}

async function workThroughOutages({ work, table, logger }: RunnerOptions, job: Job): Promise<void> {
  const { claim, ending, cancelled } = job
  for (;;) {
    const isKnown = cancelled.signal.aborted
    try {
      return await work(job)
    } catch (error) {
      if (ending.aborted) throw ending.reason
      if (cancelled.signal.aborted && !isKnown) continue
      const fault = faultOf(error)
      if (!isPassing(fault)) throw error
      const reason = describeFault(fault)
      logger.warn({ [table.noun]: claim.id, reason }, 'the work waits for the database')
      await sleep(databaseRetryMs, undefined, { signal: ending })
    }
  }
}

function keepLease(
  { orm, table, config, logger }: RunnerOptions,
  { claim, cancelled }: Pick<Job, 'claim' | 'cancelled'>,
  lost: AbortController,
) {
  const { leaseMs } = config
  const renew = async () => {
    try {
      const state = await renewLease(orm.em.fork(), table, { claim, leaseMs })
      if (state === 'lost') lost.abort(new ClaimLost())
      if (state === 'cancelled') cancelled.abort(new Error('the work was cancelled'))
    } catch (error) {
      logger.warn({ [table.noun]: claim.id, err: error }, 'cannot renew the lease')
    }
  }
  return setInterval(renew, leaseMs / 3).unref()
}

async function stopped(
  { orm, table, logger }: RunnerOptions,
  claim: Claim,
  { error, released }: { error: unknown; released: boolean },
): Promise<void> {
  const work = { [table.noun]: claim.id }
  if (error instanceof ClaimLost)
    return void logger.info(work, 'another process has taken over the work')
  if (!released) return void logger.error({ ...work, err: error }, 'the work was interrupted')
  logger.info(work, 'the work is released for another process')
  await releaseLease(orm.em.fork(), table, claim).catch((err: unknown) => {
    logger.warn({ ...work, err }, 'cannot release the lease; it will expire')
  })
}
