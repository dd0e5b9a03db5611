import { invalid } from '@mt/shared/http/problem'
import { isLimitOfPlatform, limitsOfPlatform } from '@mt/shared/quotas'
import type { Limits, PlanLimits } from '../../plans/limits.ts'
import type { QuotaParts } from './list-quotas.ts'

export interface RequestedLimits {
  limits: PlanLimits | Limits | undefined
  /** The present limits of the plan or tenant. Their names may stay, even that of a quota that is gone. */
  before?: () => Promise<PlanLimits | Limits>
  signal: AbortSignal
}

/**
 * Throws a 422 for a limit that is neither the platform's nor a quota of the service, such as a mistyped
 * name: it would limit nothing. Asks the service only if there are new names besides the platform's, and
 * rejects if the service is unavailable. A service of an earlier release does not list its quotas: then
 * every name passes.
 */
export async function requireKnownLimits(
  { dataPlane }: QuotaParts,
  { limits = {}, before = async () => ({}), signal }: RequestedLimits,
): Promise<void> {
  const names = Object.keys(limits).filter((name) => !isLimitOfPlatform(name))
  if (names.length === 0) return
  const present = await before()
  const added = names.filter((name) => !Object.hasOwn(present, name))
  if (added.length === 0) return
  const quotas = (await dataPlane.listQuotas(signal))?.map(({ name }) => name)
  const unknown = quotas ? added.filter((name) => !quotas.includes(name)) : []
  if (unknown.length === 0) return
  const message = `is no limit; there are ${[...limitsOfPlatform, ...(quotas ?? [])].join(', ')}`
  throw invalid(...unknown.map((name) => ({ field: `limits.${name}`, message })))
}
