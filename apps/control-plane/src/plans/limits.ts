import { z } from '@hono/zod-openapi'
import { isolationModels } from '@mt/shared/placement'
import type { TenantLimits } from '@mt/shared/registry/entry'

const count = z
  .int('must be a whole number')
  .positive('must be more than 0')
  .max(1_000_000_000, 'must be 1000000000 at most')

const fields = {
  requestsPerSecond: z
    .number('must be a number')
    .positive('must be more than 0')
    .max(1_000_000, 'must be 1000000 at most'),
  burst: count,
  requestsInFlight: count,
  users: count,
  polls: count,
  models: z.array(z.enum(isolationModels)).min(1),
}

/** What a plan allows. What is absent is not limited. */
export const planLimitsSchema = z.strictObject(fields).partial().openapi('Limits')

/** What differs from the plan for one tenant; null lifts the plan's limit. */
export const tenantLimitsSchema = z
  .strictObject({
    requestsPerSecond: fields.requestsPerSecond.nullable(),
    burst: fields.burst.nullable(),
    requestsInFlight: fields.requestsInFlight.nullable(),
    users: fields.users.nullable(),
    polls: fields.polls.nullable(),
  })
  .partial()
  .openapi('TenantLimits')

export type PlanLimits = z.infer<typeof planLimitsSchema>
export type Limits = z.infer<typeof tenantLimitsSchema>

/** What holds for a tenant: its plan's limits, but for what was said for this tenant. */
export function effectiveLimits(plan: PlanLimits, own: Limits): TenantLimits {
  const { models, ...limits } = plan
  const merged = Object.entries({ ...limits, ...own })
  return Object.fromEntries(merged.filter(([, value]) => value !== null && value !== undefined))
}
