import { numberOf } from '@mt/web/parts/number-of.ts'
import { textOf } from '@mt/web/parts/text-of.ts'
import type { Schemas } from '../api/client.ts'

type Limits = Record<string, number | null>

/** A limit as it is typed. */
export function limitText(limit: unknown): string {
  return limit === null ? 'none' : (limit?.toString() ?? '')
}

/** What of a tenant differs in the form, which asks for the limits of `limitNames`. What was typed is the API's to judge. */
export function changeOf(
  tenant: Schemas['Tenant'],
  limitNames: readonly string[],
  values: FormData,
): Schemas['TenantChange'] {
  const [name, slug, plan, days] = ['name', 'slug', 'plan', 'redirectDays'].map((field) =>
    textOf(values, field).trim(),
  ) as [string, string, string, string]
  const limits = limitsOf(limitNames, values)
  return {
    ...(name !== tenant.name && { name }),
    ...(slug !== tenant.slug && { slug }),
    ...(plan !== tenant.plan && { plan }),
    ...(days !== '' && { redirectDays: numberOf(days) }),
    ...(JSON.stringify(limits) !== JSON.stringify(inOrder(limitNames, tenant.limits)) && { limits }),
  }
}

/** The limits that were typed; `none` lifts one. */
export function limitsOf(limitNames: readonly string[], values: FormData): Limits {
  const typed = limitNames.map((name) => [name, textOf(values, `limits.${name}`).trim()] as const)
  const said = typed.filter(([, text]) => text !== '')
  return Object.fromEntries(
    said.map(([name, text]) => [name, text === 'none' ? null : numberOf(text)]),
  )
}

function inOrder(limitNames: readonly string[], limits: Record<string, unknown>) {
  const said = limitNames.filter((name) => limits[name] !== undefined)
  return Object.fromEntries(said.map((name) => [name, limits[name]]))
}
