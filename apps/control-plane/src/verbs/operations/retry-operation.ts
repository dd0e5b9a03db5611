import { LockMode } from '@mikro-orm/core'
import type { EntityManager } from '@mikro-orm/postgresql'
import { conflict, notFound } from '@mt/shared/http/problem'
import { isId } from '@mt/shared/ids'
import type { Actor } from '../../audit/actor.ts'
import { writeAudit } from '../../audit/write-audit.ts'
import { kindOf } from '../../operations/kinds/index.ts'
import type { Change } from '../../operations/kinds/step.ts'
import { Operation } from '../../operations/record/operation.entity.ts'
import { pendingSteps, reopenSteps } from '../../operations/record/step-record.ts'
import type { OperationParts } from '../../operations/submit-operation.ts'
import { Tenant } from '../../tenants/tenant.entity.ts'

/**
 * Retries a failed or cancelled operation: from its first step if its steps were undone, otherwise from the
 * step that failed. Throws 404, or 409 if it has not failed or is not the tenant's latest.
 */
export async function retryOperation(
  { orm, runner, publisher }: OperationParts,
  actor: Actor,
  id: string,
): Promise<void> {
  if (!isId(id)) throw notFound(`there is no operation “${id}”`)
  const claim = await orm.em.fork().transactional(async (em) => {
    const change = await lockChange(em, id)
    await reopen(change, actor)
    return runner.claim(em, id)
  })
  publisher.wake()
  runner.start(claim)
}

async function lockChange(em: EntityManager, id: string): Promise<Change> {
  const lock = { lockMode: LockMode.PESSIMISTIC_WRITE }
  const operation = await em.findOne(Operation, { id }, lock)
  if (!operation) throw notFound(`there is no operation “${id}”`)
  if (operation.state !== 'failed' && operation.state !== 'cancelled') {
    throw conflict(
      'not_failed',
      `the operation is ${operation.state}; only a failed or cancelled one can be retried`,
    )
  }
  const tenant = await em.findOneOrFail(Tenant, { id: operation.tenantId }, lock)
  await requireLatest(em, operation)
  return { em, operation, tenant }
}

/** A retry may do the wrong thing after a later operation. */
async function requireLatest(em: EntityManager, { id, tenantId }: Operation): Promise<void> {
  const later = await em.findOne(Operation, { tenantId, id: { $gt: id } })
  if (!later) return
  throw conflict(
    'superseded',
    `operation ${later.id} (${later.kind}) is later; request a new operation instead`,
  )
}

async function reopen(change: Change, actor: Actor): Promise<void> {
  const { em, operation, tenant } = change
  const kind = kindOf(operation.kind)
  const isFromStart = kind.whenGivenUp === 'undo'
  writeAudit(em, {
    actor,
    what: 'operation.retried',
    tenantId: tenant.id,
    before: { state: operation.state, error: operation.error },
    after: { state: 'pending' },
  })
  operation.state = 'pending'
  operation.steps = isFromStart
    ? pendingSteps(operation.steps.map((step) => step.name))
    : reopenSteps(operation.steps)
  operation.cancelledBy = null
  operation.actor = actor
  operation.error = null
  operation.finishedAt = null
  if (kind.raisesEpoch) tenant.epoch += 1
  await kind.beforeRetry?.(change)
  await em.flush()
}
