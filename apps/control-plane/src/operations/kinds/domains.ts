import { writeAudit } from '../../audit/write-audit.ts'
import { applyFinding } from '../../domains/apply-finding.ts'
import { findClaim } from '../../domains/find-claim.ts'
import type { Finding } from '../../domains/find-record.ts'
import { Domain } from '../../tenants/domain.entity.ts'
import { recordChange, recordGone } from '../../tenants/record-change.ts'
import type { Change, Kind, Work } from './step.ts'

/** Adds a domain, which the tenant claimed when the operation was submitted. It is served once it is proven. */
export const addDomain: Kind = {
  whenGivenUp: 'keep',
  steps: [
    {
      name: 'add-domain',
      async run({ proof, operation }) {
        // The record cannot be there yet: its value is new.
        const finding = proof === 'none' ? ({ kind: 'assumed' } as const) : undefined
        return async (change) => {
          const { em, tenant } = change
          const host = operation.input.host ?? ''
          const fixed = { actor: operation.actor, tenantId: tenant.id, before: null }
          writeAudit(em, { ...fixed, after: { host }, what: 'tenant.domain_added' })
          const claim = await findClaim(em, { tenantId: tenant.id, host })
          if (claim && finding) await apply(change, finding)
          // An earlier release submitted the operation and reserved the host, without a claim.
          if (!claim) await recordChange(em, tenant)
        }
      },
    },
  ],
}

/** Searches for the record of a domain, and serves the domain if it is there. */
export const checkDomain: Kind = {
  whenGivenUp: 'keep',
  steps: [
    {
      name: 'check-domain',
      async run({ findRecord, operation, signal }: Work) {
        const host = operation.input.host ?? ''
        const finding = await findRecord(host, signal)
        return async (change) => {
          const fixed = { actor: operation.actor, tenantId: change.tenant.id, before: null }
          const what = 'tenant.domain_checked'
          writeAudit(change.em, { ...fixed, after: { host }, what })
          await apply(change, finding)
        }
      },
    },
  ],
}

/** Removes a host of the tenant, which then belongs to nobody, and its claim. */
export const removeDomain: Kind = {
  whenGivenUp: 'keep',
  steps: [
    {
      name: 'remove-domain',
      async run() {
        return async ({ em, tenant, operation }) => {
          const where = { host: operation.input.host ?? '', tenantId: tenant.id }
          const [domain, claim] = [await em.findOne(Domain, where), await findClaim(em, where)]
          if (!domain && !claim) return
          const before = { host: where.host, kind: domain?.kind ?? 'custom' }
          const fixed = { actor: operation.actor, tenantId: tenant.id, before, after: null }
          writeAudit(em, { ...fixed, what: 'tenant.domain_removed' })
          if (claim) em.remove(claim)
          if (domain) await recordGone(em, tenant, domain)
        }
      },
    },
  ],
}

async function apply({ em, tenant, operation }: Change, finding: Finding): Promise<void> {
  const { actor, input } = operation
  const claim = await findClaim(em, { tenantId: tenant.id, host: input.host ?? '' })
  if (claim) await applyFinding({ em, tenant, claim, finding, actor, isScheduled: false })
}
