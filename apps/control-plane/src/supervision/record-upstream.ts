import { LockMode } from '@mikro-orm/core'
import type { Orm } from '../database/open-orm.ts'
import type { Launched } from '../runtimes/runtime.ts'
import { recordChange } from '../tenants/record-change.ts'
import { Tenant } from '../tenants/tenant.entity.ts'
import { shouldRun } from './read-desired-state.ts'

/**
 * Records a tenant's new address and its registry entries, unless an operation has stopped it meanwhile.
 * Resolves to whether the address has changed.
 */
export async function recordUpstream(
  orm: Orm,
  tenantId: string,
  upstream: Launched,
): Promise<boolean> {
  return orm.em.fork().transactional(async (em) => {
    const lock = { lockMode: LockMode.PESSIMISTIC_WRITE }
    const tenant = await em.findOneOrFail(Tenant, { id: tenantId }, lock)
    const { url, internalUrl } = tenant.upstream ?? {}
    const isKnown = url === upstream.url && internalUrl === upstream.internalUrl
    if (isKnown || !shouldRun(tenant)) return false
    tenant.upstream = upstream
    await recordChange(em, tenant)
    return true
  })
}
