import { LockMode } from '@mikro-orm/core'
import type { EntityManager } from '@mikro-orm/postgresql'
import { serviceOf } from '@mt/shared/placement'
import type { RegistryEntry } from '@mt/shared/registry/entry'
import { type EffectiveLimits, effectiveLimits } from '../plans/limits.ts'
import { Plan } from '../plans/plan.entity.ts'
import { lockRegistry, type NewEntry, recordEntry } from '../registry/record-entry.ts'
import { Domain } from './domain.entity.ts'
import type { Tenant } from './tenant.entity.ts'

/**
 * Writes the new registry entries of a tenant, one for each of its hosts, in the transaction of `em`. They
 * are published once that has committed.
 *
 * The registry's lock is held until then, so call this last.
 */
export async function recordChange(em: EntityManager, tenant: Tenant): Promise<void> {
  await em.flush()
  await lockRegistry(em)
  // Locked: a change of the plan waits for this transaction, and is then applied to all tenants of the plan.
  const locked = { refresh: true, lockMode: LockMode.PESSIMISTIC_READ } as const
  const plan = await em.findOneOrFail(Plan, { id: tenant.planId }, locked)
  const limits = effectiveLimits(plan.limits, tenant.limits)
  const domains = await em.find(Domain, { tenantId: tenant.id }, { orderBy: { host: 'asc' } })
  const home = domains.find(({ kind }) => kind === 'slug')?.host
  for (const { host, kind } of domains) {
    const redirectTo = kind === 'former' ? home : undefined
    await record(em, tenant, {
      host,
      gone: false,
      ...limits,
      ...(redirectTo ? { redirectTo } : {}),
    })
  }
  await em.flush()
}

/**
 * Removes a host: it belongs to nobody from now on, and requests for it are answered with 404. It runs in the
 * transaction of `em`, under the same lock; call it last, too.
 */
export async function recordGone(em: EntityManager, tenant: Tenant, domain: Domain): Promise<void> {
  await em.flush()
  await lockRegistry(em)
  await record(em, tenant, { host: domain.host, gone: true })
  em.remove(domain)
  await em.flush()
}

interface HostChange extends EffectiveLimits {
  host: string
  gone: boolean
  redirectTo?: string
}

async function record(em: EntityManager, tenant: Tenant, change: HostChange): Promise<void> {
  const { gone } = change
  tenant.version = await recordEntry(em, { entry: entryOf(tenant, change), gone })
}

function entryOf(tenant: Tenant, change: HostChange): NewEntry['entry'] {
  const { gone, ...published } = change
  return {
    ...published,
    tenantId: tenant.id,
    slug: tenant.slug,
    // For requests, a purged tenant is deleted.
    status: gone || tenant.status === 'purged' ? 'deleted' : tenant.status,
    placement: tenant.placement,
    upstream: upstreamOf(tenant),
    epoch: tenant.epoch,
  }
}

/** The audience of the tenant's assertions, and the address of its own service if it has one. */
function upstreamOf({ id, service, placement, upstream }: Tenant): RegistryEntry['upstream'] {
  const name = serviceOf(service, placement, id)
  return upstream ? { name, url: upstream.url } : { name }
}
