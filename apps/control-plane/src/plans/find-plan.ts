import type { EntityManager } from '@mikro-orm/postgresql'
import { invalid, notFound } from '@mt/shared/http/problem'
import { isId } from '@mt/shared/ids'
import { Plan } from './plan.entity.ts'

/** The plan with this id or name. Throws 404. */
export async function findPlan(em: EntityManager, idOrName: string): Promise<Plan> {
  const plan = await em.findOne(Plan, isId(idOrName) ? { id: idOrName } : { name: idOrName })
  if (!plan) throw notFound()
  return plan
}

/** The plan that a body names, or the default one. Throws a 422 for a name that no plan has. */
export async function wantedPlan(em: EntityManager, name: string | undefined): Promise<Plan> {
  const plan = await em.findOne(Plan, name === undefined ? { isDefault: true } : { name })
  if (!plan) throw invalid({ field: 'plan', message: 'is the name of no plan; see GET /v1/plans' })
  return plan
}
