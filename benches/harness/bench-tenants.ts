import type { RegistryEntry } from '@mt/shared/registry/entry'

/** The limits of the default plan, which gateways count locally. */
const defaultLimits = { requestsInFlight: 500 }
/** So high that no tenant comes near it: the bench measures counting, not refusing. */
const ratedLimits = { requestsPerSecond: 1_000_000, burst: 1_000_000 }

/** From this number on, tenants have a rate, which gateways count in Redis. */
export const firstLimited = 1_000_000

export function benchHost(number: number): string {
  return `t${number}.bench.localhost`
}

export function tenantNumberOf(host: string): number {
  return Number(/^t(\d+)\./.exec(host)?.[1] ?? 0)
}

/** The registry's entry of the tenant with this number, always the same. */
export function benchEntry(number: number): RegistryEntry {
  return {
    host: benchHost(number),
    tenantId: `00000000-0000-7000-8000-${String(number).padStart(12, '0')}`,
    slug: `t${number}`,
    status: 'active',
    placement: { model: 'schema', cluster: 'c1', database: 'polls', schema: `t_${number}` },
    upstream: { name: 'polls' },
    epoch: 1,
    version: 1,
    limits: number >= firstLimited ? ratedLimits : defaultLimits,
  }
}
