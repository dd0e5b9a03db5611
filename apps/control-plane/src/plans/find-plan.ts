import { LockMode } from '@mikro-orm/core'
import type { EntityManager } from '@mikro-orm/postgresql'
import { invalid, notFound } from '@mt/shared/http/problem'
import { isId } from '@mt/shared/ids'
import { Plan } from './plan.entity.ts'

/** The plan with this id or name. Throws 404. */
export async function findPlan(em: EntityManager, idOrName: string): Promise<Plan> {
  const plan = await em.findOne(Plan, byIdOrName(idOrName))
  if (!plan) throw notFound(`there is no plan “${idOrName}”`)
  return plan
}

/** The same, its row locked until the transaction of `em` ends. */
export async function lockPlan(em: EntityManager, idOrName: string): Promise<Plan> {
  const lock = { lockMode: LockMode.PESSIMISTIC_WRITE }
  const plan = await em.findOne(Plan, byIdOrName(idOrName), lock)
  if (!plan) throw notFound(`there is no plan “${idOrName}”`)
  return plan
}

function byIdOrName(idOrName: string) {
  return isId(idOrName) ? { id: idOrName } : { name: idOrName }
}

/**
 * The plan that a request names, or the default one, locked against changes until the transaction of `em`
 * ends. Throws a 422 if there is no such plan.
 */
export async function planToGive(em: EntityManager, name: string | undefined): Promise<Plan> {
  const where = name === undefined ? { isDefault: true } : { name }
  const plan = await em.findOne(Plan, where, { lockMode: LockMode.PESSIMISTIC_READ })
  if (!plan) throw invalid({ field: 'plan', message: 'is the name of no plan; see GET /v1/plans' })
  return plan
}
