import { setTimeout as sleep } from 'node:timers/promises'
import { delayAfter } from '@mt/shared/back-off'
import type { Logger } from '@mt/shared/logger'
import type { Counter } from 'prom-client'
import { kindOf, stepsOf } from './kinds/index.ts'
import type { Outside, Step, Work } from './kinds/step.ts'
import { type Failure, failureOf } from './kinds/step-failure.ts'
import {
  type ProgressContext,
  recordBegin,
  recordEnd,
  recordFailure,
  recordSuccess,
  type Snapshot,
} from './progress.ts'
import type { OperationKind } from './record/operation-input.ts'
import { currentStep, isGivenUp } from './record/step-record.ts'

/** Moments of a step: before its work, after the work but before it is recorded, and after that. */
export const stepMoments = ['before', 'inside', 'after'] as const

/** Called and awaited at each moment: tests stop the process there. */
export type ObserveStep = (at: {
  operationId: string
  /** The tenant's slug when the step began. */
  tenant: string
  kind: OperationKind
  step: string
  moment: (typeof stepMoments)[number]
}) => Promise<void>

export interface OperationMetrics {
  operationsEnded: Counter<'kind' | 'state'>
}

export interface Run extends ProgressContext {
  outside: Outside
  observeStep: ObserveStep
  logger: Logger
  metrics: OperationMetrics
  signal: AbortSignal
  retryDelayMs: number
  maxRetryDelayMs: number
}

/**
 * Works at a claimed operation until it has ended. All of its state between two steps is in the database, so
 * any process with the claim can continue it at any point. Throws ClaimLost, the signal's reason, or an error
 * of the database; then the operation waits in its present state.
 */
export async function runOperation(run: Run): Promise<void> {
  let snapshot = await recordBegin(run)
  while (snapshot.operation.state === 'running') {
    run.signal.throwIfAborted()
    snapshot = isGivenUp(snapshot.operation.steps)
      ? await giveUp(run, snapshot)
      : await attemptStep(run, snapshot)
  }
  const { id, kind, state } = snapshot.operation
  run.metrics.operationsEnded.inc({ kind, state })
  run.logger.info({ operation: id, kind, state, tenant: snapshot.tenant.slug }, 'operation ended')
}

async function attemptStep(run: Run, snapshot: Snapshot): Promise<Snapshot> {
  const step = stepToDo(snapshot)
  try {
    const { id: operationId, kind } = snapshot.operation
    const observe = (moment: (typeof stepMoments)[number]) =>
      run.observeStep({ operationId, tenant: snapshot.tenant.slug, kind, step: step.name, moment })
    await observe('before')
    const commit = await step.run(workOf(run, snapshot))
    await observe('inside')
    const after = await recordSuccess(run, commit)
    await observe('after')
    return after
  } catch (error) {
    const failure = failureOf(error)
    if (run.signal.aborted || !failure) throw error
    return await afterFailedAttempt(run, snapshot, failure)
  }
}

async function afterFailedAttempt(run: Run, before: Snapshot, failure: Failure) {
  const { id, steps } = before.operation
  const attempt = currentStep(steps)?.attempts ?? 1
  const step = currentStep(steps)?.name
  run.logger.warn({ operation: id, step, attempt, reason: failure.message }, 'step failed')
  const after = await recordFailure(run, failure.message, failure.transient)
  if (!isGivenUp(after.operation.steps)) await backOff(run, attempt)
  return after
}

async function giveUp(run: Run, snapshot: Snapshot): Promise<Snapshot> {
  const { steps, kind, input } = snapshot.operation
  const isUndone = kindOf(kind).whenGivenUp === 'undo'
  const begun = stepsOf(kind, input).filter((_, at) => (steps[at]?.attempts ?? 0) > 0)
  const leftOver: string[] = []
  for (const step of isUndone ? begun.reverse() : []) {
    const failure = await undoStep(run, step, workOf(run, snapshot))
    if (failure) leftOver.push(`${step.name} is not undone: ${failure}`)
  }
  const cause = steps.find((step) => step.state === 'failed')
  return recordEnd(run, [`${cause?.name}: ${cause?.error}`, ...leftOver].join('; '))
}

/** Undoes a step, with as many attempts as a step has. Returns the reason if that failed. */
async function undoStep(run: Run, step: Step, work: Work): Promise<string | undefined> {
  for (let attempt = 1; ; attempt++) {
    try {
      await step.undo?.(work)
      return undefined
    } catch (error) {
      run.signal.throwIfAborted()
      const failure = failureOf(error)
      if (!failure) throw error
      if (!failure.transient || attempt >= run.maxStepAttempts) return failure.message
      await backOff(run, attempt)
    }
  }
}

function stepToDo({ operation }: Snapshot): Step {
  const name = currentStep(operation.steps)?.name
  const step = stepsOf(operation.kind, operation.input).find((known) => known.name === name)
  if (!step) throw new Error(`a "${operation.kind}" operation has no step ${name}`)
  return step
}

function workOf({ outside, signal }: Run, { operation, tenant }: Snapshot): Work {
  return { ...outside, operation, tenant, signal }
}

async function backOff(run: Run, failures: number): Promise<void> {
  await sleep(delayAfter(failures, run), undefined, { signal: run.signal })
}
