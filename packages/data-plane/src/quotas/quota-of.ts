import type { Assertion } from '@mt/shared/assertion'
import type { Quota } from '@mt/shared/quotas'

/** A tenant's quotas, as its assertion carries them. */
export type Limited = Pick<Assertion, 'limits' | 'unlimited'>

/**
 * The number that the tenant may have of what `quota` counts: from its own limits or its plan, otherwise the
 * quota's default. Undefined if there is no limit.
 */
export function quotaOf({ limits, unlimited }: Limited, quota: Quota): number | undefined {
  if (unlimited?.includes(quota.name)) return undefined
  const limit = limits?.[quota.name]
  return typeof limit === 'number' ? limit : quota.default
}
