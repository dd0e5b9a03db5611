import type { Assertion } from '@mt/shared/assertion'
import type { Quota } from '@mt/shared/internal-api/service-routes'

/**
 * How many of what `quota` counts the tenant may have: as its plan or the tenant itself says, else the
 * quota's default. Undefined where there is no limit.
 */
export function quotaOf({ limits }: Pick<Assertion, 'limits'>, quota: Quota): number | undefined {
  const said = limits?.[quota.name]
  return typeof said === 'number' ? said : quota.default
}
