import { conflict } from '@mt/shared/http/problem'
import { kindOf } from '../../operations/kinds/index.ts'
import type { OperationInput, OperationKind } from '../../operations/record/operation-input.ts'
import { type OperationParts, submitOperation } from '../../operations/submit-operation.ts'
import { requireNextStatus } from '../../tenants/change-status.ts'
import type { Tenant } from '../../tenants/tenant.entity.ts'
import { lockWanted, type WantedTenant } from '../../tenants/wanted-tenant.ts'

/** What it takes to change a tenant's life. */
export interface LifeParts extends OperationParts {
  /** How long a deletion can be undone. */
  config: { life: { graceMs: number } }
}

/** The operations that take a tenant to another status and need to know nothing more. */
export type LifeKind = Extract<
  OperationKind,
  'suspend' | 'resume' | 'archive' | 'restore' | 'delete' | 'undelete' | 'purge'
>

/**
 * Begins to take a tenant to another status and answers with the operation's id. Throws 404, 409 where its
 * status does not allow it, and 412 where it has changed since the client looked.
 */
export function changeLife(
  context: LifeParts,
  wanted: WantedTenant,
  kind: LifeKind,
): Promise<string> {
  return submitOperation(context, wanted.actor, async (em) => {
    const tenant = await lockWanted(em, wanted)
    const { event } = kindOf(kind)
    if (event) requireNextStatus(tenant.status, event)
    return { kind, tenant, input: inputOf(context, kind) }
  })
}

/** Undoes what took the tenant away: an archived tenant is suspended again, a deleted one archived. */
export function restoreTenant(context: OperationParts, wanted: WantedTenant): Promise<string> {
  return submitOperation(context, wanted.actor, async (em) => {
    const tenant = await lockWanted(em, wanted)
    if (tenant.status !== 'deleted') {
      requireNextStatus(tenant.status, 'restore')
      return { kind: 'restore', tenant, input: {} }
    }
    requirePlace(tenant)
    return { kind: 'undelete', tenant, input: {} }
  })
}

/** A tenant whose onboarding had failed has nothing that could be restored. */
function requirePlace({ status, schemaVersion }: Tenant): void {
  if (schemaVersion !== null) return
  throw conflict('wrong_status', `the tenant is ${status}, and its onboarding had failed before`)
}

function inputOf({ config }: LifeParts, kind: LifeKind): OperationInput {
  return kind === 'delete' ? { graceMs: config.life.graceMs } : {}
}
