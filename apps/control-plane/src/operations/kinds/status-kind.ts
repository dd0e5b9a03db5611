import { changeStatus } from '../../tenants/change-status.ts'
import type { TenantEvent } from '../../tenants/transitions.ts'
import type { Kind } from '../step.ts'

/** An operation that does nothing but take the tenant to another status. */
export function statusKind(event: TenantEvent): Kind {
  return {
    steps: [
      {
        name: event,
        async run() {
          return ({ em, tenant, operation }) =>
            changeStatus({ em, tenant, actor: operation.actor, event })
        },
      },
    ],
  }
}
