import type { EntityManager } from '@mikro-orm/postgresql'
import { conflict } from '@mt/shared/http/problem'
import { newId } from '@mt/shared/ids'
import type { Actor } from '../audit/actor.ts'
import type { Context } from '../context.ts'
import type { Tenant } from '../tenants/tenant.entity.ts'
import { kindOf, type OperationInput, type OperationKind, stepsOf } from './kinds/index.ts'
import { type Claim, claimOperation } from './lease.ts'
import { Operation } from './record/operation.entity.ts'
import { pendingSteps } from './record/step-record.ts'

export interface WantedOperation {
  kind: OperationKind
  tenant: Tenant
  input: OperationInput
}

/**
 * Writes an operation down in one transaction with whatever `decide` writes, and begins with it at
 * once. `decide` locks the tenant that it names, and throws the Problem of a change that cannot be.
 * Answers with the operation's id.
 */
export async function submitOperation(
  context: Context,
  actor: Actor,
  decide: (em: EntityManager) => Promise<WantedOperation>,
): Promise<string> {
  const claim = await context.orm.em.fork().transactional(async (em) => {
    const wanted = await decide(em)
    return beginOperation(em, { ...wanted, actor, leaseMs: context.config.operations.leaseMs })
  })
  context.publisher.wake()
  context.runner.start(claim)
  return claim.operationId
}

async function beginOperation(
  em: EntityManager,
  { kind, tenant, actor, leaseMs, ...wanted }: WantedOperation & { actor: Actor; leaseMs: number },
): Promise<Claim> {
  const isDedicated = tenant.placement.model === 'dedicated'
  const input = isDedicated ? { ...wanted.input, dedicated: true as const } : wanted.input
  await requireNoOther(em, tenant)
  if (kindOf(kind).raisesEpoch) tenant.epoch += 1
  await kindOf(kind).begin?.({ em, tenant })
  const operation = em.create(
    Operation,
    {
      id: newId(),
      kind,
      tenantId: tenant.id,
      state: 'pending',
      steps: pendingSteps(stepsOf(kind, input).map((step) => step.name)),
      attempts: 0,
      input,
      actor,
    },
    { persist: true },
  )
  await em.flush()
  const claim = { operationId: operation.id, runner: newId() }
  await claimOperation(em, claim, leaseMs)
  return claim
}

async function requireNoOther(em: EntityManager, tenant: Tenant): Promise<void> {
  const where = { tenantId: tenant.id, state: { $in: ['pending', 'running'] as const } }
  const other = await em.findOne(Operation, where)
  if (!other) return
  throw conflict('operation_in_progress', `operation ${other.id} (${other.kind}) has not ended yet`)
}
