import { newId } from '../ids.ts'
import type { RegistryEntry } from '../registry/entry.ts'

/** An active tenant's entry for tests, with `overrides`. */
export function entryFor(slug: string, overrides: Partial<RegistryEntry> = {}): RegistryEntry {
  return {
    host: `${slug}.polls.localhost`,
    tenantId: newId(),
    slug,
    status: 'active',
    placement: { model: 'shared', cluster: 'c1', database: 'polls', schema: 'shared' },
    upstream: { name: 'polls' },
    epoch: 1,
    version: 1,
    ...overrides,
  }
}
