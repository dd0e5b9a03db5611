import type { Orm } from '../database/open-orm.ts'
import type { Launched } from '../runtimes/runtime.ts'
import type { LifeStatus } from '../tenants/transitions.ts'

/** A dedicated tenant as the books have it. */
export interface BookedTenant {
  tenantId: string
  slug: string
  cluster: string
  status: LifeStatus
  upstream: Launched | null
  /** Whether an operation is under way, which then sees to it itself. */
  busy: boolean
  /** How many it has had today: where that grows, somebody uses it. */
  requests: number
}

/** All dedicated tenants that have not been purged: one question, however many they are. */
export function readBooks(orm: Orm): Promise<BookedTenant[]> {
  return orm.em.fork().execute<BookedTenant[]>(`
    select id as "tenantId", slug, placement->>'cluster' as cluster, status, upstream, exists (
      select from control_plane.operations operation
      where operation.tenant_id = tenant.id and operation.state in ('pending', 'running')) as busy,
      coalesce((select requests::float8 from control_plane.usage_days usage
      where usage.tenant_id = tenant.id and usage.day = (now() at time zone 'UTC')::date), 0) as requests
    from control_plane.tenants tenant
    where placement->>'model' = 'dedicated' and status <> 'purged' order by id`)
}

/** Whether a tenant in this status is served, and its processes have to run. */
export function shouldRun({ status }: Pick<BookedTenant, 'status'>): boolean {
  return status === 'active' || status === 'moving'
}
