import { UniqueConstraintViolationException } from '@mikro-orm/core'
import type { EntityManager } from '@mikro-orm/postgresql'
import { conflict } from '@mt/shared/http/problem'
import { newId } from '@mt/shared/ids'
import type { Actor } from '../../audit/actor.ts'
import { writeAudit } from '../../audit/write-audit.ts'
import type { WithOrm } from '../../database/open-orm.ts'
import { Plan } from '../../plans/plan.entity.ts'
import { answerPlan, type NewPlan } from '../../plans/plan-answer.ts'
import type { QuotaParts } from '../quotas/list-quotas.ts'
import { requireKnownLimits } from '../quotas/require-known-limits.ts'

/** Adds a plan. Throws 409 for a name that is taken, and 422 for a limit that is none. */
export async function createPlan(
  context: WithOrm & QuotaParts,
  actor: Actor,
  { signal, ...request }: NewPlan & { signal: AbortSignal },
) {
  const { name, limits } = request
  await requireKnownLimits(context, { limits, signal })
  try {
    return await context.orm.em.fork().transactional(async (em) => {
      if (request.default) await leaveNoDefault(em)
      const isDefault = request.default ?? false
      const plan = em.create(Plan, { id: newId(), name, limits, isDefault }, { persist: true })
      writeAudit(em, { actor, what: 'plan.created', tenantId: null, before: null, after: request })
      await em.flush()
      return answerPlan(plan)
    })
  } catch (error) {
    if (error instanceof UniqueConstraintViolationException) throw planTaken(name)
    throw error
  }
}

/** Before another plan becomes the default. */
export async function leaveNoDefault(em: EntityManager): Promise<void> {
  await em.nativeUpdate(Plan, { isDefault: true }, { isDefault: false })
}

export function planTaken(name: string) {
  return conflict('plan_taken', `there is a plan "${name}" already`)
}
