import type { KnownTenant } from './read-tenants.ts'

/** Those whom nobody has changed between two readings: what is found of them must be as it should be. */
export function steadyTenants(
  before: readonly KnownTenant[],
  after: readonly KnownTenant[],
): KnownTenant[] {
  return before.filter((tenant) => {
    const later = after.find(({ id }) => id === tenant.id)
    return !tenant.busy && later && !later.busy && later.epoch === tenant.epoch
  })
}
