import { setTimeout as sleep } from 'node:timers/promises'
import { newId } from '@mt/shared/ids'
import type { Logger } from '@mt/shared/logger'
import type { Config } from '../config.ts'
import { isDatabaseLost } from '../database/lost-database.ts'
import type { Orm } from '../database/open-orm.ts'
import type { Metrics } from '../metrics.ts'
import type { Outside } from './kinds/step.ts'
import { type Claim, claimOperation, releaseLease, renewLease, wakeAtLeaseEnd } from './lease.ts'
import { ClaimLost } from './progress.ts'
import { type ObserveStep, runOperation } from './run-operation.ts'

export interface RunnerOptions {
  orm: Orm
  outside: Outside
  observeStep: ObserveStep
  logger: Logger
  metrics: Metrics
  config: Config['operations']
  /** Told after each commit: the registry may have something to publish. */
  committed: () => void
}

export interface OperationRunner {
  /** Works at an operation that has been claimed already. */
  start(claim: Claim): void
  /** Takes an operation up where nobody works at it; otherwise sees to it that somebody is called later. */
  resume(operationId: string): Promise<void>
  /** Takes up all operations that nobody works at. */
  resumeAll(): Promise<void>
  /** Waits until this process works at the operation no more, but not longer than `timeoutMs`. */
  settled(operationId: string, timeoutMs: number): Promise<void>
  /** Something about the operation has changed that whoever works at it here should see at once. */
  interrupt(operationId: string): void
  /** Stops working; what is unfinished is free for others at once. */
  close(): Promise<void>
}

/** How long a run waits for a database that is away before it looks again. */
const databaseAwayMs = 500

/** Works at operations in this process, any number at a time, each under a lease that it renews. */
export function createRunner(options: RunnerOptions): OperationRunner {
  const { orm, config } = options
  const stopping = new AbortController()
  const running = new Map<string, { ended: Promise<void>; interruption: Interruption }>()

  function start(claim: Claim): void {
    const interruption = createInterruption()
    const ended = work(options, { claim, interruption, stopping: stopping.signal }).finally(() => {
      running.delete(claim.operationId)
    })
    running.set(claim.operationId, { ended, interruption })
  }

  async function resume(operationId: string): Promise<void> {
    if (stopping.signal.aborted) return
    const claim = { operationId, runner: newId() }
    if (await claimOperation(orm.em.fork(), claim, config.leaseMs)) start(claim)
    else await wakeAtLeaseEnd(orm.em.fork(), operationId)
  }

  async function resumeAll(): Promise<void> {
    for (const id of await abandoned(orm)) await resume(id)
  }

  async function settled(operationId: string, timeoutMs: number): Promise<void> {
    const timer = new AbortController()
    const timeout = sleep(timeoutMs, undefined, { signal: timer.signal }).catch(() => {})
    await Promise.race([running.get(operationId)?.ended, timeout])
    timer.abort()
  }

  async function close(): Promise<void> {
    stopping.abort(new Error('the control plane is stopping'))
    await Promise.all([...running.values()].map(({ ended }) => ended))
  }

  function interrupt(operationId: string): void {
    running.get(operationId)?.interruption.interrupt()
  }

  return { start, resume, resumeAll, settled, interrupt, close }
}

/** Breaks off what an operation does now, once: it then looks at itself anew, and gives up where it is cancelled. */
interface Interruption {
  signal(): AbortSignal
  interrupt(): void
}

function createInterruption(): Interruption {
  let controller = new AbortController()
  let isSpent = false
  return {
    signal: () => controller.signal,
    interrupt() {
      if (isSpent) return
      isSpent = true
      const current = controller
      controller = new AbortController()
      current.abort(new Error('the operation is cancelled'))
    },
  }
}

interface Work {
  claim: Claim
  interruption: Interruption
  stopping: AbortSignal
}

/** Never rejects: what stops a run is logged, and the job at the end of its lease takes it up again. */
async function work(options: RunnerOptions, given: Work): Promise<void> {
  const { claim, stopping } = given
  const lost = new AbortController()
  const renewal = keepLease(options, given, lost)
  try {
    await workThroughOutages(options, given, AbortSignal.any([stopping, lost.signal]))
  } catch (error) {
    await stopped(options, claim, { error, released: stopping.aborted })
  } finally {
    clearInterval(renewal)
  }
}

async function workThroughOutages(
  { orm, committed, config, ...parts }: RunnerOptions,
  { claim, interruption }: Work,
  ending: AbortSignal,
) {
  const { logger } = parts
  for (;;) {
    const interrupted = interruption.signal()
    const signal = AbortSignal.any([ending, interrupted])
    try {
      const progress = { orm, claim, committed, maxStepAttempts: config.maxStepAttempts }
      return await runOperation({ ...config, ...parts, ...progress, signal })
    } catch (error) {
      if (ending.aborted) throw ending.reason
      if (interrupted.aborted) continue
      if (!isDatabaseLost(error)) throw error
      logger.warn({ operation: claim.operationId }, 'the database is away; the operation waits')
      await sleep(databaseAwayMs, undefined, { signal })
    }
  }
}

function keepLease(
  { orm, config, logger }: RunnerOptions,
  { claim, interruption }: Work,
  lost: AbortController,
) {
  const renew = async () => {
    try {
      const state = await renewLease(orm.em.fork(), claim, config.leaseMs)
      if (state === 'lost') lost.abort(new ClaimLost())
      if (state === 'cancelled') interruption.interrupt()
    } catch (error) {
      logger.warn({ operation: claim.operationId, err: error }, 'the lease could not be renewed')
    }
  }
  return setInterval(renew, config.leaseMs / 3).unref()
}

async function stopped(
  { orm, logger }: RunnerOptions,
  claim: Claim,
  { error, released }: { error: unknown; released: boolean },
): Promise<void> {
  const operation = claim.operationId
  if (error instanceof ClaimLost) return void logger.info({ operation }, 'another runner has it')
  if (!released) return void logger.error({ operation, err: error }, 'operation interrupted')
  logger.info({ operation }, 'operation left to the next process')
  await releaseLease(orm.em.fork(), claim).catch((err: unknown) => {
    logger.warn({ operation, err }, 'the lease could not be given back; it runs out')
  })
}

async function abandoned(orm: Orm): Promise<string[]> {
  const rows = await orm.em.fork().execute<{ id: string }[]>(`
    select id from control_plane.operations
    where state in ('pending', 'running') and (lease_until is null or lease_until <= now())
    order by id`)
  return rows.map((row) => row.id)
}
