import { writeAudit } from '../../audit/write-audit.ts'
import { keepTask, releaseTask } from '../../queue/later.ts'
import { Domain } from '../../tenants/domain.entity.ts'
import { recordChange } from '../../tenants/record-change.ts'
import type { Tenant } from '../../tenants/tenant.entity.ts'
import type { Change, Kind } from './step.ts'

/** Changes a tenant's name, slug, plan and limits. */
export const change: Kind = {
  whenGivenUp: 'keep',
  steps: [
    {
      name: 'change',
      async run() {
        return apply
      },
    },
  ],
}

async function apply(change: Change): Promise<void> {
  const { em, tenant, operation } = change
  const { name, slug, planId, limits } = operation.input
  const before = changeable(tenant)
  if (name !== undefined) tenant.name = name
  if (planId !== undefined) tenant.planId = planId
  if (limits !== undefined) tenant.limits = limits
  if (slug !== undefined && slug !== tenant.slug) await rename(change, slug)
  const after = changeable(tenant)
  const { actor } = operation
  writeAudit(em, { actor, what: 'tenant.changed', tenantId: tenant.id, before, after })
  // Requests do not depend on the name, so the registry does not change.
  if (slug !== undefined || planId !== undefined || limits !== undefined) {
    await recordChange(em, tenant)
  }
}

function changeable({ name, slug, planId, limits }: Tenant) {
  return { name, slug, plan: planId, limits }
}

/** The new host was reserved when the operation was submitted; the present one now redirects to it. */
async function rename({ em, tenant, operation }: Change, slug: string): Promise<void> {
  const { host, redirectUntil = null } = operation.input
  const domains = await em.find(Domain, { tenantId: tenant.id })
  for (const domain of domains) {
    if (domain.host === host) {
      domain.kind = 'slug'
      domain.expiresAt = null
    } else if (domain.kind === 'slug') {
      domain.kind = 'former'
      domain.expiresAt = redirectUntil === null ? null : new Date(redirectUntil)
      const at = domain.expiresAt
      if (at) await keepTask(em, { task: releaseTask, of: domain.host, at })
    }
  }
  tenant.slug = slug
}
