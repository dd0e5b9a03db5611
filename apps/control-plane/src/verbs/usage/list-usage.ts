import { z } from '@hono/zod-openapi'
import type { WithOrm } from '../../database/open-orm.ts'
import { findTenant } from '../../tenants/find-tenant.ts'
import { UsageDay } from '../../usage/usage-day.entity.ts'
import { pageOf, pageQuery } from '../page.ts'

export const daysQuery = z.object({
  from: z.iso.date().optional().openapi({ description: 'First day (UTC)' }),
  to: z.iso.date().optional().openapi({ description: 'Last day (UTC)' }),
})

export const usageQuery = pageQuery.extend(daysQuery.shape)

export const usagePageSchema = z.object({
  results: z.array(z.object({ tenant: z.uuid(), slug: z.string(), requests: z.number().int() })),
  next: z.string().nullable(),
})

export const tenantUsageSchema = z.object({
  results: z.array(z.object({ day: z.iso.date(), requests: z.number().int() })),
})

interface UsageRow {
  id: string
  slug: string
  requests: string
}

/** A page of tenants, newest first, with the number of their requests in a range of days. */
export async function listUsage({ orm }: WithOrm, query: z.infer<typeof usageQuery>) {
  const { from = '0001-01-01', to = '9999-12-31', cursor = null, limit } = query
  const rows = await orm.em.fork().execute<UsageRow[]>(
    `select tenant.id, tenant.slug, sum(usage.requests)::bigint as requests
    from control_plane.usage_days usage join control_plane.tenants tenant on tenant.id = usage.tenant_id
    where usage.day between ? and ? and (?::uuid is null or tenant.id < ?::uuid)
    group by tenant.id order by tenant.id desc limit ?`,
    [from, to, cursor, cursor, limit + 1],
  )
  const { results, next } = pageOf(rows, limit)
  return {
    results: results.map(({ id, slug, requests }) => ({
      tenant: id,
      slug,
      requests: Number(requests),
    })),
    next,
  }
}

/** The number of a tenant's requests by day, without days that had none. Throws 404. */
export async function showTenantUsage(
  { orm }: WithOrm,
  { idOrSlug, from, to }: z.infer<typeof daysQuery> & { idOrSlug: string },
) {
  const em = orm.em.fork()
  const { id } = await findTenant(em, idOrSlug)
  const day = { ...(from ? { $gte: from } : {}), ...(to ? { $lte: to } : {}) }
  const where = { tenantId: id, ...(from || to ? { day } : {}) }
  const days = await em.find(UsageDay, where, { orderBy: { day: 'desc' } })
  return { results: days.map(({ day, requests }) => ({ day: String(day), requests })) }
}
