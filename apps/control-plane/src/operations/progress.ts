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

/** What one run of an operation writes of its progress. Each is one transaction, refused once the claim is lost. */
export interface ProgressContext {
  orm: Orm
  claim: Claim
  maxStepAttempts: number
  /** Told after each commit: the registry may have something to publish. */
  committed: () => void
}

/** The operation and its tenant as the last transaction left them. */
export type Picture = Omit<Change, 'em'>

/** Begins the current step, or gives it up where it has been begun too often, by processes that died of it. */
export function recordBegin(context: ProgressContext): Promise<Picture> {
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

/** The current step is done: what it is to write, the step, and the next one's beginning or the end. */
export function recordSuccess(context: ProgressContext, commit: Commit): Promise<Picture> {
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

/** The current step failed; it is begun once more, unless it cannot help or has been tried enough. */
export function recordFailure(
  context: ProgressContext,
  error: string,
  transient: boolean,
): Promise<Picture> {
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

/** The operation was given up, and what it had done is undone where it is such. */
export function recordEnd(context: ProgressContext, reason: string): Promise<Picture> {
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
): Promise<Picture> {
  const picture = await orm.em.fork().transactional(async (em) => {
    const lock = { lockMode: LockMode.PESSIMISTIC_WRITE }
    const where = { id: claim.id, runner: claim.runner }
    const operation = await em.findOne(Operation, where, lock)
    if (!operation) throw new ClaimLost(`another process has operation ${claim.id}`)
    const tenant = await em.findOneOrFail(Tenant, { id: operation.tenantId }, lock)
    await write({ em, operation, tenant })
    return { operation, tenant }
  })
  committed()
  return picture
}
