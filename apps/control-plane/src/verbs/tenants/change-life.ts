import { conflict } from '@mt/shared/http/problem'
import type { Actor } from '../../audit/actor.ts'
import type { Context } from '../../context.ts'
import { kindOf, type OperationInput, type OperationKind } from '../../operations/kinds/index.ts'
import { submitOperation } from '../../operations/submit-operation.ts'
import { requireNextStatus } from '../../tenants/change-status.ts'
import { lockTenant } from '../../tenants/find-tenant.ts'
import type { Tenant } from '../../tenants/tenant.entity.ts'
import { requireMatch } from '../../tenants/tenant-etag.ts'

export interface WantedTenant {
  actor: Actor
  idOrSlug: string
  /** The ETags of which the tenant must have one, as If-Match names them. */
  ifMatch: string | undefined
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
  context: Context,
  { actor, idOrSlug, ifMatch }: WantedTenant,
  kind: LifeKind,
): Promise<string> {
  return submitOperation(context, actor, async (em) => {
    const tenant = await lockTenant(em, idOrSlug)
    await requireMatch(em, tenant, ifMatch)
    const { event } = kindOf(kind)
    if (event) requireNextStatus(tenant.status, event)
    return { kind, tenant, input: inputOf(context, kind) }
  })
}

/** Undoes what took the tenant away: an archived tenant is suspended again, a deleted one archived. */
export function restoreTenant(context: Context, wanted: WantedTenant): Promise<string> {
  return submitOperation(context, wanted.actor, async (em) => {
    const tenant = await lockTenant(em, wanted.idOrSlug)
    await requireMatch(em, tenant, wanted.ifMatch)
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

function inputOf({ config }: Context, kind: LifeKind): OperationInput {
  return kind === 'delete' ? { graceMs: config.life.graceMs } : {}
}
