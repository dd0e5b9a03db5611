import { LockMode } from '@mikro-orm/core'
import type { Actor } from '../audit/actor.ts'
import type { Orm } from '../database/open-orm.ts'
import { Tenant } from '../tenants/tenant.entity.ts'
import { kindOf } from './kinds/index.ts'
import type { Change, Commit } from './kinds/step.ts'
import { type Claim, ClaimLost, forgetWake } from './lease.ts'
import { Operation } from './record/operation.entity.ts'
import {
  beginStep,
  currentStep,
  failAttempt,
  giveUpStep,
  isGivenUp,
  succeedStep,
  undoSteps,
} from './record/step-record.ts'

/** Records the progress of an operation. Each write is one transaction, which fails once the claim is lost. */
export interface ProgressContext {
  orm: Orm
  claim: Claim
  maxStepAttempts: number
  /** Called after each commit: the registry may have something to publish. */
  committed: () => void
}

/** The operation and its tenant after the last transaction. */
export type Snapshot = Omit<Change, 'em'>

/** Begins the current step, or gives it up if it has been begun too often by processes that died. */
export function recordBegin(context: ProgressContext): Promise<Snapshot> {
  return record(context, ({ operation }) => {
    if (isGivenUp(operation.steps)) return
    if (operation.cancelledBy) return cancelStep(operation, operation.cancelledBy)
    const attempts = currentStep(operation.steps)?.attempts ?? 0
    operation.steps =
      attempts < context.maxStepAttempts
        ? beginStep(operation.steps, new Date())
        : giveUpStep(operation.steps, new Date())
  })
}

/** Records the success of the current step, with its own writes and the end of the operation or the next step. */
export function recordSuccess(context: ProgressContext, commit: Commit): Promise<Snapshot> {
  return record(context, async (change) => {
    const { em, operation } = change
    if (operation.cancelledBy) return cancelStep(operation, operation.cancelledBy)
    operation.steps = succeedStep(operation.steps, new Date())
    if (currentStep(operation.steps)) operation.steps = beginStep(operation.steps, new Date())
    else end(operation, 'succeeded')
    await em.flush()
    if (operation.state === 'succeeded') await forgetWake(em, operation.id)
    await commit(change)
  })
}

/** Records a failure of the current step, which is retried unless that is useless or it has had all attempts. */
export function recordFailure(
  context: ProgressContext,
  error: string,
  transient: boolean,
): Promise<Snapshot> {
  return record(context, ({ operation }) => {
    if (operation.cancelledBy) return cancelStep(operation, operation.cancelledBy)
    const attempts = currentStep(operation.steps)?.attempts ?? 0
    const failed = failAttempt(operation.steps, error)
    operation.steps =
      transient && attempts < context.maxStepAttempts
        ? beginStep(failed, new Date())
        : giveUpStep(failed, new Date())
  })
}

function cancelStep(operation: Operation, { name }: Actor): void {
  operation.steps = giveUpStep(failAttempt(operation.steps, `cancelled by ${name}`), new Date())
}

/** Records the end of an operation that was given up, whose steps were undone if its kind undoes them. */
export function recordEnd(context: ProgressContext, reason: string): Promise<Snapshot> {
  return record(context, async (change) => {
    const { em, operation } = change
    const kind = kindOf(operation.kind)
    if (kind.whenGivenUp === 'undo') operation.steps = undoSteps(operation.steps)
    operation.error = reason
    end(operation, operation.cancelledBy ? 'cancelled' : 'failed')
    await em.flush()
    await forgetWake(em, operation.id)
    await kind.afterFailure?.(change, reason)
  })
}

function end(operation: Operation, state: 'succeeded' | 'failed' | 'cancelled'): void {
  operation.state = state
  operation.runner = null
  operation.leaseUntil = null
  operation.finishedAt = new Date()
}

async function record(
  { orm, claim, committed }: ProgressContext,
  write: (change: Change) => Promise<void> | void,
): Promise<Snapshot> {
  const snapshot = await orm.em.fork().transactional(async (em) => {
    const lock = { lockMode: LockMode.PESSIMISTIC_WRITE }
    const where = { id: claim.id, runner: claim.runner }
    const operation = await em.findOne(Operation, where, lock)
    if (!operation) throw new ClaimLost(`another process has taken over operation ${claim.id}`)
    const tenant = await em.findOneOrFail(Tenant, { id: operation.tenantId }, lock)
    await write({ em, operation, tenant })
    return { operation, tenant }
  })
  committed()
  return snapshot
}
