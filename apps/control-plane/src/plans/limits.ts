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
 * A schema of these limits of the platform and of any quotas of the service. It checks the form and the
 * number of names, before zod drops `__proto__`; whether the service has such quotas, verbs/quotas checks.
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
  if (names.length > maxNames) return [{ path: [], message: `must be ${maxNames} limits at most` }]
  return names.flatMap((name) => {
    const message = quotaName.test(name) ? notHere.get(name) : quotaNameRule
    return message === undefined ? [] : [{ path: [name], message }]
  })
}

/** What a plan allows. What is absent is not limited, except by a quota's default, which null lifts. */
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

/** The limits in a tenant's registry entries. */
export type EffectiveLimits = Pick<RegistryEntry, 'limits' | 'unlimited'>

/**
 * What holds for a tenant: its own limits, then its plan's. Quotas that null lifts are listed beside the
 * numbers, because earlier releases refuse an entry with a limit that is no number.
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
