import { LockMode } from '@mikro-orm/core'
import type { EntityManager } from '@mikro-orm/postgresql'
import { serviceOf } from '@mt/shared/placement'
import type { RegistryEntry, TenantLimits } from '@mt/shared/registry/entry'
import { effectiveLimits } from '../plans/limits.ts'
import { Plan } from '../plans/plan.entity.ts'
import { RegistryChange } from '../registry/registry-change.entity.ts'
import { Domain } from './domain.entity.ts'
import type { Tenant } from './tenant.entity.ts'

/** The lock of those who write the registry: any number that no other lock in this database has. */
export const registryLock = 7_402_002

/**
 * Writes what the registry is to say of a tenant from now on, one entry for each of its hosts, in the
 * transaction of `em`; it is published when that has committed.
 *
 * The lock is held until then, so that transactions which write the registry commit in the order of
 * their versions, and a reader that has seen a version misses none before it. Call it last.
 */
export async function recordChange(em: EntityManager, tenant: Tenant): Promise<void> {
  await em.flush()
  await em.execute('select pg_advisory_xact_lock(?)', [registryLock])
  // Held: a plan that changes waits for those who have read it, and is then applied to all its tenants.
  const held = { refresh: true, lockMode: LockMode.PESSIMISTIC_READ } as const
  const plan = await em.findOneOrFail(Plan, { id: tenant.planId }, held)
  const limits = effectiveLimits(plan.limits, tenant.limits)
  const domains = await em.find(Domain, { tenantId: tenant.id }, { orderBy: { host: 'asc' } })
  const home = domains.find(({ kind }) => kind === 'slug')?.host
  for (const { host, kind } of domains) {
    const redirectTo = kind === 'former' ? home : undefined
    await record(em, tenant, { host, gone: false, limits, ...(redirectTo ? { redirectTo } : {}) })
  }
  await em.flush()
}

/**
 * Gives a host up: it belongs to nobody from now on, and whoever asks for it is told that nothing is
 * there. In the transaction of `em`, under the same lock; call it after what else the transaction does.
 */
export async function recordGone(em: EntityManager, tenant: Tenant, domain: Domain): Promise<void> {
  await em.flush()
  await em.execute('select pg_advisory_xact_lock(?)', [registryLock])
  await record(em, tenant, { host: domain.host, gone: true, limits: {} })
  em.remove(domain)
  await em.flush()
}

interface HostChange {
  host: string
  gone: boolean
  limits: TenantLimits
  redirectTo?: string
}

async function record(em: EntityManager, tenant: Tenant, change: HostChange): Promise<void> {
  const { host, gone } = change
  const version = await nextVersion(em)
  const entry = entryOf(tenant, change, version)
  em.create(RegistryChange, { version, host, tenantId: tenant.id, entry, gone }, { persist: true })
  tenant.version = version
}

async function nextVersion(em: EntityManager): Promise<number> {
  const sql = `select nextval('control_plane.registry_version') as version`
  const [row] = await em.execute<{ version: string }[]>(sql)
  return Number(row?.version)
}

function entryOf(tenant: Tenant, change: HostChange, version: number): RegistryEntry {
  const { host, gone, redirectTo, limits } = change
  return {
    host,
    ...(redirectTo ? { redirectTo } : {}),
    tenantId: tenant.id,
    slug: tenant.slug,
    // To a request, what is purged is deleted.
    status: gone || tenant.status === 'purged' ? 'deleted' : tenant.status,
    placement: tenant.placement,
    upstream: upstreamOf(tenant),
    ...(Object.keys(limits).length > 0 ? { limits } : {}),
    epoch: tenant.epoch,
    version,
  }
}

/** The audience of the tenant's assertions, and where it is if that is not the pooled service. */
function upstreamOf({ id, service, placement, upstream }: Tenant): RegistryEntry['upstream'] {
  const name = serviceOf(service, placement, id)
  return upstream ? { name, url: upstream.url } : { name }
}
