import type { WithOrm } from '../../database/open-orm.ts'
import { findPlan } from '../../plans/find-plan.ts'
import { Plan } from '../../plans/plan.entity.ts'
import { answerPlan, type PlanAnswer } from '../../plans/plan-answer.ts'

/** All plans, by name. */
export async function listPlans({ orm }: WithOrm): Promise<PlanAnswer[]> {
  const plans = await orm.em.fork().findAll(Plan, { orderBy: { name: 'asc' } })
  return plans.map(answerPlan)
}

/** The plan with this id or name. Throws 404. */
export async function showPlan({ orm }: WithOrm, idOrName: string): Promise<PlanAnswer> {
  return answerPlan(await findPlan(orm.em.fork(), idOrName))
}
