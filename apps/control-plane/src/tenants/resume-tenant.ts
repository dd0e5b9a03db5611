import type { Actor } from '../audit/actor.ts'
import type { Context } from '../context.ts'
import { submitOperation } from '../operations/submit-operation.ts'
import { requireNextStatus } from './change-status.ts'
import { lockTenant } from './find-tenant.ts'

/** Begins to let a suspended tenant serve again and answers with the operation's id. Throws 404, or 409 for a tenant that is not suspended. */
export function resumeTenant(context: Context, actor: Actor, idOrSlug: string): Promise<string> {
  return submitOperation(context, actor, async (em) => {
    const tenant = await lockTenant(em, idOrSlug)
    requireNextStatus(tenant.status, 'resume')
    return { kind: 'resume', tenant, input: {} }
  })
}
