import { z } from '@hono/zod-openapi'
import { isolationModels } from '@mt/shared/placement'
import {
  isLimitOfPlatform,
  limitsOfPlatform,
  maxQuotas,
  quotaName,
  quotaNameRule,
} from '@mt/shared/quotas'
import type { RegistryEntry } from '@mt/shared/registry/entry'

const count = z
  .int('must be a whole number')
  .positive('must be more than 0')
  .max(1_000_000_000, 'must be 1000000000 at most')

const requestsPerSecond = z
  .number('must be a number')
  .positive('must be more than 0')
  .max(1_000_000, 'must be 1000000 at most')

const maxNames = limitsOfPlatform.length + maxQuotas
const description = 'Every other name is a quota of the service: see GET /v1/quotas'

/**
 * Lets a schema of the platform's limits take the service's quotas too. Names are checked for their form
 * and number alone: which quotas there are the service knows (verbs/quotas).
 */
function withQuotas<Limits extends z.ZodRawShape>(
  limits: Limits,
  notHere = new Map<string, string>(),
) {
  const open = z.object(limits).partial().catchall(count.nullable())
  return z.preprocess((given: z.input<typeof open>, context) => {
    const issues = isObject(given) ? issuesOfNames(Object.keys(given), notHere) : []
    for (const { path, message } of issues) context.addIssue({ code: 'custom', path, message })
    return given
  }, open)
}

function isObject(given: unknown): boolean {
  return typeof given === 'object' && given !== null && !Array.isArray(given)
}

function issuesOfNames(names: readonly string[], notHere: ReadonlyMap<string, string>) {
  if (names.length > maxNames) return [{ path: [], message: `must be ${maxNames} at most` }]
  return names.flatMap((name) => {
    const message = quotaName.test(name) ? notHere.get(name) : quotaNameRule
    return message === undefined ? [] : [{ path: [name], message }]
  })
}

/** What a plan allows. What is absent is not limited, or by a quota's default; null lifts that too. */
export const planLimitsSchema = withQuotas({
  ...{ requestsPerSecond, burst: count, requestsInFlight: count },
  models: z.array(z.enum(isolationModels)).min(1),
}).openapi('Limits', { description })

/** What differs from the plan for one tenant; null lifts the plan's limit, and a quota's default. */
export const tenantLimitsSchema = withQuotas(
  {
    requestsPerSecond: requestsPerSecond.nullable(),
    burst: count.nullable(),
    requestsInFlight: count.nullable(),
  },
  new Map([['models', 'is for plans only; leave it out, or give the tenant another plan']]),
).openapi('TenantLimits', { description })

export type PlanLimits = z.infer<typeof planLimitsSchema>
export type Limits = z.infer<typeof tenantLimitsSchema>

/** What holds for a tenant, as its entries in the registry have it. */
export type EffectiveLimits = Pick<RegistryEntry, 'limits' | 'unlimited'>

/**
 * What holds for a tenant: its plan's limits, but for what was said for this tenant. Quotas that null lifts
 * are named beside the numbers: releases that know no defaults refuse a limit that is no number.
 */
export function effectiveLimits({ models, ...plan }: PlanLimits, own: Limits): EffectiveLimits {
  const merged = Object.entries({ ...plan, ...own })
  const limits = merged.filter(([, value]) => value !== null && value !== undefined)
  const unlimited = merged.flatMap(([name, value]) =>
    value === null && !isLimitOfPlatform(name) ? [name] : [],
  )
  return {
    ...(limits.length > 0 ? { limits: Object.fromEntries(limits) } : {}),
    ...(unlimited.length > 0 ? { unlimited } : {}),
  }
}
