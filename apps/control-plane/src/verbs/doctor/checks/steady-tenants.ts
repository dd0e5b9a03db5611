import type { KnownTenant } from './read-tenants.ts'

/** The tenants that nobody has changed between two readings, for which differences are findings. */
export function steadyTenants(
  before: readonly KnownTenant[],
  after: readonly KnownTenant[],
): KnownTenant[] {
  return before.filter((tenant) => {
    const later = after.find(({ id }) => id === tenant.id)
    return !tenant.busy && later && !later.busy && later.epoch === tenant.epoch
  })
}
