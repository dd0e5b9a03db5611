import { writeAudit } from '../../audit/write-audit.ts'
import type { Change, Kind } from '../step.ts'

/** Changes what a tenant is called. Requests do not depend on it, so the registry is not told. */
export const change: Kind = {
  steps: [
    {
      name: 'rename',
      async run() {
        return rename
      },
    },
  ],
}

function rename({ em, tenant, operation }: Change): void {
  const before = { name: tenant.name }
  tenant.name = operation.input.name ?? tenant.name
  const { actor } = operation
  const after = { name: tenant.name }
  writeAudit(em, { actor, what: 'tenant.changed', tenantId: tenant.id, before, after })
}
