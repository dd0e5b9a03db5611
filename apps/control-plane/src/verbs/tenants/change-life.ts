import { conflict } from '@mt/shared/http/problem'
import { kindOf } from '../../operations/kinds/index.ts'
import type { OperationInput, OperationKind } from '../../operations/record/operation-input.ts'
import { type OperationParts, submitOperation } from '../../operations/submit-operation.ts'
import { requireNextStatus } from '../../tenants/change-status.ts'
import type { Tenant } from '../../tenants/tenant.entity.ts'
import { lockTarget, type TenantTarget } from '../../tenants/tenant-target.ts'

/** The parts that change a tenant's status. */
export interface LifeParts extends OperationParts {
  /** How long a deleted tenant can be restored. */
  config: { life: { graceMs: number } }
}

/** The operations that change a tenant's status without further input. */
export type LifeKind = Extract<
  OperationKind,
  'suspend' | 'resume' | 'archive' | 'restore' | 'delete' | 'undelete' | 'purge'
>

/**
 * Begins to change a tenant's status and returns the operation's id. Throws 404, 409 if its status does not
 * allow it, and 412 if its ETag has changed.
 */
export function changeLife(
  context: LifeParts,
  target: TenantTarget,
  kind: LifeKind,
): Promise<string> {
  return submitOperation(context, target.actor, async (em) => {
    const tenant = await lockTarget(em, target)
    const { event } = kindOf(kind)
    if (event) requireNextStatus(tenant.status, event)
    return { kind, tenant, input: inputOf(context, kind) }
  })
}

/** Begins to restore a tenant: an archived tenant becomes suspended, a deleted one archived. */
export function restoreTenant(context: OperationParts, target: TenantTarget): Promise<string> {
  return submitOperation(context, target.actor, async (em) => {
    const tenant = await lockTarget(em, target)
    if (tenant.status !== 'deleted') {
      requireNextStatus(tenant.status, 'restore')
      return { kind: 'restore', tenant, input: {} }
    }
    requirePlacement(tenant)
    return { kind: 'undelete', tenant, input: {} }
  })
}

/** A tenant whose onboarding has failed has no placement to restore. */
function requirePlacement({ status, schemaVersion }: Tenant): void {
  if (schemaVersion !== null) return
  throw conflict(
    'wrong_status',
    `the tenant is ${status} and cannot be restored, because its onboarding had failed`,
  )
}

function inputOf({ config }: LifeParts, kind: LifeKind): OperationInput {
  return kind === 'delete' ? { graceMs: config.life.graceMs } : {}
}
