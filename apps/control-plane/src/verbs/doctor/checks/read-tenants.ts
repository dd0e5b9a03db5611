import type { Placement } from '@mt/shared/placement'
import type { WithOrm } from '../../../database/open-orm.ts'
import type { Launched } from '../../../runtimes/runtime.ts'
import type { LifeStatus } from '../../../tenants/transitions.ts'

/** A tenant as the checks see it. */
export interface KnownTenant {
  id: string
  slug: string
  status: LifeStatus
  placement: Placement
  epoch: number
  /** The address of a dedicated tenant's own service. */
  service: string
  upstream: Launched | null
  /** Whether an operation is in progress, during which differences are normal. */
  busy: boolean
}

/** Reads all tenants that may have left something. */
export function readTenants({ orm }: WithOrm): Promise<KnownTenant[]> {
  return orm.em.fork().execute<KnownTenant[]>(`
    select id, slug, status, placement, epoch, service, upstream, exists (
      select from control_plane.operations operation
      where operation.tenant_id = tenant.id and operation.state in ('pending', 'running')) as busy
    from control_plane.tenants tenant where status <> 'purged' order by id`)
}
