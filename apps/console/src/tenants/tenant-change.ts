import { numberOf } from '@mt/web/parts/number-of.ts'
import { textOf } from '@mt/web/parts/text-of.ts'
import type { Schemas } from '../api/client.ts'
import type { LimitField } from '../limits/limit-fields.ts'
import { limitsOf, type TypedLimits } from '../limits/typed-limits.ts'

/** What of a tenant differs in the form, which asks for these limits. What was typed is the API's to judge. */
export function changeOf(
  tenant: Schemas['Tenant'],
  fields: readonly LimitField[],
  values: FormData,
): Schemas['TenantChange'] {
  const [name, slug, plan, days] = ['name', 'slug', 'plan', 'redirectDays'].map((field) =>
    textOf(values, field).trim(),
  ) as [string, string, string, string]
  const limits = limitsOf(fields, values)
  return {
    ...(name !== tenant.name && { name }),
    ...(slug !== tenant.slug && { slug }),
    ...(plan !== tenant.plan && { plan }),
    ...(days !== '' && { redirectDays: numberOf(days) }),
    ...(differ(limits, tenant.limits) && { limits }),
  }
}

function differ(some: TypedLimits, others: TypedLimits): boolean {
  const names = Object.keys({ ...some, ...others })
  return names.some((name) => some[name] !== others[name])
}
