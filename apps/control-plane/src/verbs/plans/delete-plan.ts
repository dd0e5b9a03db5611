import { conflict } from '@mt/shared/http/problem'
import type { Actor } from '../../audit/actor.ts'
import { writeAudit } from '../../audit/write-audit.ts'
import type { WithOrm } from '../../database/open-orm.ts'
import { lockPlan } from '../../plans/find-plan.ts'
import { Tenant } from '../../tenants/tenant.entity.ts'

/** Removes a plan. Throws 404, or 409 for the default plan and for one that tenants have or had. */
export async function deletePlan({ orm }: WithOrm, actor: Actor, idOrName: string): Promise<void> {
  await orm.em.fork().transactional(async (em) => {
    const plan = await lockPlan(em, idOrName)
    if (plan.isDefault) throw conflict('plan_default', 'make another plan the default first')
    const tenant = await em.findOne(Tenant, { planId: plan.id })
    if (tenant) throw conflict('plan_in_use', `the tenant "${tenant.slug}" has it`)
    const before = { name: plan.name, limits: plan.limits }
    writeAudit(em, { actor, what: 'plan.deleted', tenantId: null, before, after: null })
    await em.remove(plan).flush()
  })
}
