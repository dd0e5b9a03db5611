import { UniqueConstraintViolationException } from '@mikro-orm/core'
import type { Actor } from '../../audit/actor.ts'
import { writeAudit } from '../../audit/write-audit.ts'
import type { WithOrm } from '../../database/open-orm.ts'
import { findPlan, lockPlan } from '../../plans/find-plan.ts'
import { answerPlan, type PlanChange } from '../../plans/plan-answer.ts'
import { applyPlanTask, keepTask } from '../../queue/later.ts'
import type { QuotaParts } from '../quotas/list-quotas.ts'
import { requireKnownLimits } from '../quotas/require-known-limits.ts'
import { leaveNoDefault, planTaken } from './create-plan.ts'

/**
 * Changes a plan. Its tenants' entries in the registry follow: the queue writes them, and goes on where a
 * process died. Throws 404, 409 for a name that is taken, and 422 for a limit that is none.
 */
export async function changePlan(
  context: WithOrm & QuotaParts,
  actor: Actor,
  { idOrName, signal, ...change }: PlanChange & { idOrName: string; signal: AbortSignal },
) {
  const { orm } = context
  const before = async () => (await findPlan(orm.em.fork(), idOrName)).limits
  await requireKnownLimits(context, { limits: change.limits, before, signal })
  try {
    return await orm.em.fork().transactional(async (em) => {
      const plan = await lockPlan(em, idOrName)
      const before = { name: plan.name, limits: plan.limits, default: plan.isDefault }
      if (change.default && !plan.isDefault) await leaveNoDefault(em)
      em.assign(plan, {
        name: change.name ?? plan.name,
        limits: change.limits ?? plan.limits,
        isDefault: change.default ?? plan.isDefault,
      })
      const after = { name: plan.name, limits: plan.limits, default: plan.isDefault }
      writeAudit(em, { actor, what: 'plan.changed', tenantId: null, before, after })
      await em.flush()
      if (change.limits) await keepTask(em, { task: applyPlanTask, of: plan.id, at: new Date() })
      return answerPlan(plan)
    })
  } catch (error) {
    if (error instanceof UniqueConstraintViolationException) throw planTaken(change.name ?? '')
    throw error
  }
}
