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

/** How long work is held, and how often and after which delays what fails in it is tried again. */
export interface RunnerConfig {
  /** How long a process that died holds its work up. */
  leaseMs: number
  /** How often a step is tried before it is given up: about half a minute with the delays below. */
  maxStepAttempts: number
  retryDelayMs: number
  maxRetryDelayMs: number
}

export interface RunnerOptions {
  orm: Orm
  logger: Logger
  config: Pick<RunnerConfig, 'leaseMs'>
  /** Where the work is written down. */
  table: WorkTable
  /** Does what was claimed, from wherever it stands, until it has ended. */
  work: (job: Job) => Promise<void>
}

/** Work that this process has claimed. */
export interface Job {
  claim: Claim
  /** Aborted when this process must not go on: it stops, or has lost the claim. */
  ending: AbortSignal
  /** Aborted when the work is cancelled. What it breaks off is begun once more, and then finds itself cancelled. */
  cancelled: AbortController
}

/** Does durable work in this process. */
export interface Runner {
  /** Claims work that the transaction of `em` has written down, to be started when that has committed. */
  claim(em: EntityManager, id: string): Promise<Claim>
  /** Works at what has been claimed already. */
  start(claim: Claim): void
  /** Takes work up where nobody does it; otherwise sees to it that somebody is called later. */
  resume(id: string): Promise<void>
  /** Takes up all work that nobody does. */
  resumeAll(): Promise<void>
  /** Waits until this process does the work no more, but not longer than `timeoutMs`. */
  settled(id: string, timeoutMs: number): Promise<void>
  /** The work is cancelled, which whoever does it here should see at once. */
  interrupt(id: string): void
  /** Stops working; what is unfinished is free for others at once. */
  close(): Promise<void>
}

/** How long work waits for a database that cannot do it now before it looks again. */
const databaseAwayMs = 500

/** Does durable work in this process, any number at a time, each under a lease that it renews. */
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
    running.get(id)?.cancelled.abort(new Error('it is cancelled'))
  }

  return { claim, start, resume, resumeAll, settled, interrupt, close }
}

interface Given extends Pick<Job, 'claim' | 'cancelled'> {
  stopping: AbortSignal
}

/** Never rejects: what stops the work is logged, and the job at the end of its lease takes it up again. */
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
      await sleep(databaseAwayMs, undefined, { signal: ending })
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
      if (state === 'cancelled') cancelled.abort(new Error('it is cancelled'))
    } catch (error) {
      logger.warn({ [table.noun]: claim.id, err: error }, 'the lease could not be renewed')
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
  if (error instanceof ClaimLost) return void logger.info(work, 'another process has the work')
  if (!released) return void logger.error({ ...work, err: error }, 'the work was interrupted')
  logger.info(work, 'the work is left to the next process')
  await releaseLease(orm.em.fork(), table, claim).catch((err: unknown) => {
    logger.warn({ ...work, err }, 'the lease could not be given back; it runs out')
  })
}
