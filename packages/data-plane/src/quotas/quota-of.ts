import type { Assertion } from '@mt/shared/assertion'
import type { Quota } from '@mt/shared/quotas'

/** Whose quotas are asked for: a tenant as its assertion names it. */
export type Limited = Pick<Assertion, 'limits' | 'unlimited'>

/**
 * How many of what `quota` counts the tenant may have: as the tenant's own limits or its plan say, else the
 * quota's default. Undefined where there is no limit.
 */
export function quotaOf({ limits, unlimited }: Limited, quota: Quota): number | undefined {
  if (unlimited?.includes(quota.name)) return undefined
  const said = limits?.[quota.name]
  return typeof said === 'number' ? said : quota.default
}
