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
  models: z.array(z.enum(isolationModels)).min(1),
}

/** The limits that the platform enforces itself. Any other name is a quota of the service. */
export const limitsOfPlatform = [
  'requestsPerSecond',
  'burst',
  'requestsInFlight',
  'models',
] as const

export function isLimitOfPlatform(name: string): boolean {
  return (limitsOfPlatform as readonly string[]).includes(name)
}

/**
 * Lets a schema of limits have the service's quotas too, whole numbers by name. Which there are the service
 * says (verbs/quotas). Types name the platform's limits only.
 */
function withQuotas<Shape extends z.ZodRawShape>(limits: z.ZodObject<Shape>, quota: z.ZodType) {
  const open = limits.catchall(quota) as unknown as z.ZodObject<Shape>
  const description = 'Other names are quotas of the service: see GET /v1/quotas'
  return open.openapi({ additionalProperties: {}, description })
}

/** What a plan allows. What is absent is not limited. */
export const planLimitsSchema = withQuotas(z.object(fields).partial(), count).openapi('Limits')

/** What differs from the plan for one tenant; null lifts the plan's limit. */
export const tenantLimitsSchema = withQuotas(
  z
    .object({
      requestsPerSecond: fields.requestsPerSecond.nullable(),
      burst: fields.burst.nullable(),
      requestsInFlight: fields.requestsInFlight.nullable(),
      models: z.never('is a plan’s to say').optional(),
    })
    .partial(),
  count.nullable(),
).openapi('TenantLimits')

export type PlanLimits = z.infer<typeof planLimitsSchema>
export type Limits = z.infer<typeof tenantLimitsSchema>

/** What holds for a tenant: its plan's limits, but for what was said for this tenant. */
export function effectiveLimits(plan: PlanLimits, own: Limits): TenantLimits {
  const { models, ...limits } = plan
  const merged = Object.entries({ ...limits, ...own })
  return Object.fromEntries(merged.filter(([, value]) => value !== null && value !== undefined))
}
