import { defineEntity, type InferEntity, p } from '@mikro-orm/core'
import type { PlanLimits } from './limits.ts'

/** What tenants may use, under a name. */
export const Plan = defineEntity({
  name: 'Plan',
  tableName: 'plans',
  properties: {
    id: p.uuid().primary(),
    name: p.text(),
    limits: p.json<PlanLimits>(),
    /** The plan of tenants that are onboarded without one; there is exactly one such. */
    isDefault: p.boolean().default(false),
    createdAt: p.datetime(3).onCreate(() => new Date()),
    updatedAt: p
      .datetime(3)
      .onCreate(() => new Date())
      .onUpdate(() => new Date()),
  },
})

export type Plan = InferEntity<typeof Plan>
