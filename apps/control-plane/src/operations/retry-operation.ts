import { LockMode } from '@mikro-orm/core'
import type { EntityManager } from '@mikro-orm/postgresql'
import { conflict, notFound } from '@mt/shared/http/problem'
import { isId, newId } from '@mt/shared/ids'
import type { Actor } from '../audit/actor.ts'
import { writeAudit } from '../audit/write-audit.ts'
import type { Context } from '../context.ts'
import { Tenant } from '../tenants/tenant.entity.ts'
import { kindOf } from './kinds.ts'
import { type Claim, claimOperation } from './lease.ts'
import { Operation } from './operation.entity.ts'
import type { Change } from './step.ts'
import { pendingSteps } from './step-record.ts'

/** Begins an operation that has failed anew, from its first step. Throws 404, or 409 where it has not failed. */
export async function retryOperation(context: Context, actor: Actor, id: string): Promise<void> {
  if (!isId(id)) throw notFound()
  const claim = await context.orm.em.fork().transactional(async (em) => {
    const change = await lockChange(em, id)
    await beginAnew(change, actor)
    return claimAgain(em, id, context.config.operations.leaseMs)
  })
  context.publisher.wake()
  context.runner.start(claim)
}

async function lockChange(em: EntityManager, id: string): Promise<Change> {
  const lock = { lockMode: LockMode.PESSIMISTIC_WRITE }
  const operation = await em.findOne(Operation, { id }, lock)
  if (!operation) throw notFound()
  if (operation.state !== 'failed') {
    throw conflict(
      'not_failed',
      `the operation is ${operation.state}; only a failed one is retried`,
    )
  }
  const tenant = await em.findOneOrFail(Tenant, { id: operation.tenantId }, lock)
  return { em, operation, tenant }
}

async function beginAnew(change: Change, actor: Actor): Promise<void> {
  const { em, operation, tenant } = change
  writeAudit(em, {
    actor,
    what: 'operation.retried',
    tenantId: tenant.id,
    before: { state: operation.state, error: operation.error },
    after: { state: 'pending' },
  })
  operation.state = 'pending'
  operation.steps = pendingSteps(operation.steps.map((step) => step.name))
  operation.actor = actor
  operation.error = null
  operation.finishedAt = null
  await kindOf(operation.kind).beforeRetry?.(change)
  await em.flush()
}

async function claimAgain(em: EntityManager, id: string, leaseMs: number): Promise<Claim> {
  const claim = { operationId: id, runner: newId() }
  await claimOperation(em, claim, leaseMs)
  return claim
}
