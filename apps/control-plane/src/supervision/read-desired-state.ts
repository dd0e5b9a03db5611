import type { Orm } from '../database/open-orm.ts'
import type { Launched } from '../runtimes/runtime.ts'
import type { LifeStatus } from '../tenants/transitions.ts'

/** The desired state of a dedicated tenant. */
export interface DesiredTenant {
  tenantId: string
  slug: string
  cluster: string
  status: LifeStatus
  upstream: Launched | null
  /** Whether an operation is in progress, which then starts or stops the tenant itself. */
  busy: boolean
  /** The number of its requests today: if it grows, the tenant is in use. */
  requests: number
}

/** Reads all dedicated tenants that have not been purged, with one query. */
export function readDesiredState(orm: Orm): Promise<DesiredTenant[]> {
  return orm.em.fork().execute<DesiredTenant[]>(`
    select id as "tenantId", slug, placement->>'cluster' as cluster, status, upstream, exists (
      select from control_plane.operations operation
      where operation.tenant_id = tenant.id and operation.state in ('pending', 'running')) as busy,
      coalesce((select requests::float8 from control_plane.usage_days usage
      where usage.tenant_id = tenant.id and usage.day = (now() at time zone 'UTC')::date), 0) as requests
    from control_plane.tenants tenant
    where placement->>'model' = 'dedicated' and status <> 'purged' order by id`)
}

/** Whether a tenant in this status is served, so that its processes should run. */
export function shouldRun({ status }: Pick<DesiredTenant, 'status'>): boolean {
  return status === 'active' || status === 'moving'
}
