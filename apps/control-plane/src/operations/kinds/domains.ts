import { writeAudit } from '../../audit/write-audit.ts'
import { Domain } from '../../tenants/domain.entity.ts'
import { recordChange, recordGone } from '../../tenants/record-change.ts'
import type { Kind } from './step.ts'

/** Serves the tenant at one more host, which was reserved when the operation was submitted. */
export const addDomain: Kind = {
  whenGivenUp: 'keep',
  steps: [
    {
      name: 'add-domain',
      async run() {
        return async ({ em, tenant, operation }) => {
          const after = { host: operation.input.host }
          const fixed = { actor: operation.actor, tenantId: tenant.id, before: null, after }
          writeAudit(em, { ...fixed, what: 'tenant.domain_added' })
          await recordChange(em, tenant)
        }
      },
    },
  ],
}

/** Removes a host of the tenant, which then belongs to nobody. */
export const removeDomain: Kind = {
  whenGivenUp: 'keep',
  steps: [
    {
      name: 'remove-domain',
      async run() {
        return async ({ em, tenant, operation }) => {
          const where = { host: operation.input.host ?? '', tenantId: tenant.id }
          const domain = await em.findOne(Domain, where)
          if (!domain) return
          const before = { host: domain.host, kind: domain.kind }
          const fixed = { actor: operation.actor, tenantId: tenant.id, before, after: null }
          writeAudit(em, { ...fixed, what: 'tenant.domain_removed' })
          await recordGone(em, tenant, domain)
        }
      },
    },
  ],
}
