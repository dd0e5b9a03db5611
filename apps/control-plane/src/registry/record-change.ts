import type { EntityManager } from '@mikro-orm/postgresql'
import type { RegistryEntry } from '@mt/shared/registry/entry'
import { Domain } from '../tenants/domain.entity.ts'
import type { Tenant } from '../tenants/tenant.entity.ts'
import { RegistryChange } from './registry-change.entity.ts'

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
  const domains = await em.find(Domain, { tenantId: tenant.id }, { orderBy: { host: 'asc' } })
  for (const { host } of domains) {
    const version = await nextVersion(em)
    const entry = entryOf(tenant, host, version)
    em.create(RegistryChange, { version, host, tenantId: tenant.id, entry }, { persist: true })
    tenant.version = version
  }
  await em.flush()
}

async function nextVersion(em: EntityManager): Promise<number> {
  const sql = `select nextval('control_plane.registry_version') as version`
  const [row] = await em.execute<{ version: string }[]>(sql)
  return Number(row?.version)
}

function entryOf(tenant: Tenant, host: string, version: number): RegistryEntry {
  return {
    host,
    tenantId: tenant.id,
    slug: tenant.slug,
    status: tenant.status,
    placement: tenant.placement,
    upstream: { name: 'polls' },
    epoch: tenant.epoch,
    version,
  }
}
