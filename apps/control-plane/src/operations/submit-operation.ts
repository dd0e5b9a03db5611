import type { EntityManager } from '@mikro-orm/postgresql'
import { conflict } from '@mt/shared/http/problem'
import { newId } from '@mt/shared/ids'
import type { Actor } from '../audit/actor.ts'
import type { WithOrm } from '../database/open-orm.ts'
import type { Publisher } from '../registry/publisher.ts'
import type { Tenant } from '../tenants/tenant.entity.ts'
import { kindOf, stepsOf } from './kinds/index.ts'
import { Operation } from './record/operation.entity.ts'
import type { OperationInput, OperationKind } from './record/operation-input.ts'
import { pendingSteps } from './record/step-record.ts'
import type { Runner } from './runner.ts'

/** The parts that begin an operation. */
export interface OperationParts extends WithOrm {
  runner: Pick<Runner, 'claim' | 'start'>
  publisher: Pick<Publisher, 'wake'>
}

export interface OperationRequest {
  kind: OperationKind
  tenant: Tenant
  input: OperationInput
}

/**
 * Writes an operation in one transaction with whatever `decide` writes, and starts it at once. `decide`
 * locks the tenant that it returns, and throws a Problem if the change is not allowed. Returns the
 * operation's id.
 */
export async function submitOperation(
  { orm, runner, publisher }: OperationParts,
  actor: Actor,
  decide: (em: EntityManager) => Promise<OperationRequest>,
): Promise<string> {
  const claim = await orm.em.fork().transactional(async (em) => {
    const id = await writeOperation(em, { ...(await decide(em)), actor })
    return runner.claim(em, id)
  })
  publisher.wake()
  runner.start(claim)
  return claim.id
}

async function writeOperation(
  em: EntityManager,
  { kind, tenant, actor, ...request }: OperationRequest & { actor: Actor },
): Promise<string> {
  const isDedicated = tenant.placement.model === 'dedicated'
  const input = isDedicated ? { ...request.input, dedicated: true as const } : request.input
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
  return operation.id
}

async function requireNoOther(em: EntityManager, tenant: Tenant): Promise<void> {
  const where = { tenantId: tenant.id, state: { $in: ['pending', 'running'] as const } }
  const other = await em.findOne(Operation, where)
  if (!other) return
  throw conflict('operation_in_progress', `operation ${other.id} (${other.kind}) has not ended yet`)
}
