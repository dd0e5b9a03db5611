import type { DesiredTenant } from './read-desired-state.ts'

type Used = Pick<DesiredTenant, 'tenantId' | 'requests'>

/** Calls `used` for tenants that have had requests since the desired state was last read. */
export function createUse(used: (tenantId: string) => void) {
  let before = new Map<string, number>()
  return function noteUse(desired: readonly Used[]): void {
    for (const { tenantId, requests } of desired) {
      if (requests > (before.get(tenantId) ?? requests)) used(tenantId)
    }
    before = new Map(desired.map(({ tenantId, requests }) => [tenantId, requests]))
  }
}
