import { numberOf } from '@mt/web/parts/number-of.ts'
import { textOf } from '@mt/web/parts/text-of.ts'
import type { Schemas } from '../api/client.ts'

export const limitNames = [
  'requestsPerSecond',
  'burst',
  'requestsInFlight',
  'users',
  'polls',
] as const

type LimitName = (typeof limitNames)[number]
type Limits = Partial<Record<LimitName, number | null>>

/** A limit as it is typed. */
export function limitText(limit: number | null | undefined): string {
  return limit === null ? 'none' : (limit?.toString() ?? '')
}

/** What of a tenant differs in the form. What was typed is the API's to judge. */
export function changeOf(tenant: Schemas['Tenant'], values: FormData): Schemas['TenantChange'] {
  const [name, slug, plan, days] = ['name', 'slug', 'plan', 'redirectDays'].map((field) =>
    textOf(values, field).trim(),
  ) as [string, string, string, string]
  const limits = limitsOf(values)
  return {
    ...(name !== tenant.name && { name }),
    ...(slug !== tenant.slug && { slug }),
    ...(plan !== tenant.plan && { plan }),
    ...(days !== '' && { redirectDays: numberOf(days) }),
    ...(JSON.stringify(limits) !== JSON.stringify(inOrder(tenant.limits)) && { limits }),
  }
}

function limitsOf(values: FormData): Limits {
  const typed = limitNames.map((name) => [name, textOf(values, `limits.${name}`).trim()] as const)
  const said = typed.filter(([, text]) => text !== '')
  return Object.fromEntries(
    said.map(([name, text]) => [name, text === 'none' ? null : numberOf(text)]),
  )
}

function inOrder(limits: Limits): Limits {
  const said = limitNames.filter((name) => limits[name] !== undefined)
  return Object.fromEntries(said.map((name) => [name, limits[name]]))
}
