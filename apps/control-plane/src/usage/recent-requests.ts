import type { EntityManager } from '@mikro-orm/postgresql'

/** The days that count as recent. */
export const recentDays = 30

/** The number of recent requests of each tenant, without the tenants that had none. */
export async function recentRequests(
  em: EntityManager,
  tenantIds: string[],
): Promise<Map<string, number>> {
  if (tenantIds.length === 0) return new Map()
  const rows = await em.execute<{ id: string; requests: string }[]>(
    `select tenant_id as id, sum(requests)::bigint as requests from control_plane.usage_days
    where tenant_id in (select jsonb_array_elements_text(?::jsonb)::uuid) and day > current_date - ?::int
    group by tenant_id`,
    [JSON.stringify(tenantIds), recentDays],
  )
  return new Map(rows.map(({ id, requests }) => [id, Number(requests)]))
}
