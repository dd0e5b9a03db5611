import { z } from '@hono/zod-openapi'
import { AuditEntry } from '../../audit/audit-entry.entity.ts'
import type { WithOrm } from '../../database/open-orm.ts'
import { slugsOf } from '../../tenants/slugs-of.ts'
import { pageOf, pageQuery } from '../page.ts'

export const auditQuery = pageQuery.extend({
  tenant: z.uuid().optional(),
  who: z.string().optional().openapi({ description: 'Name of an API key' }),
  what: z.string().optional().openapi({ example: 'tenant.suspended' }),
  since: z.iso.datetime().optional(),
  until: z.iso.datetime().optional(),
})

export const auditEntrySchema = z
  .object({
    id: z.uuid(),
    at: z.iso.datetime(),
    who: z.string(),
    what: z.string(),
    tenant: z.uuid().nullable(),
    slug: z.string().nullable().openapi({ description: 'The present slug of the tenant' }),
    before: z.unknown(),
    after: z.unknown(),
    from: z.string().nullable().openapi({ description: 'Client address of the request' }),
  })
  .openapi('AuditEntry')

/** A page of the audit trail, newest first. */
export async function listAudit({ orm }: WithOrm, query: z.infer<typeof auditQuery>) {
  const { limit } = query
  const order = { orderBy: { id: 'desc' }, limit: limit + 1 } as const
  const em = orm.em.fork()
  const { results, next } = pageOf(await em.find(AuditEntry, conditionOf(query), order), limit)
  const slugs = await slugsOf(
    em,
    results.map(({ tenantId }) => tenantId),
  )
  return { results: results.map((entry) => toAnswer(entry, slugs)), next }
}

function conditionOf({ cursor, tenant, who, what, since, until }: z.infer<typeof auditQuery>) {
  const at = {
    ...(since ? { $gte: new Date(since) } : {}),
    ...(until ? { $lt: new Date(until) } : {}),
  }
  return {
    ...(cursor ? { id: { $lt: cursor } } : {}),
    ...(tenant ? { tenantId: tenant } : {}),
    ...(who ? { who } : {}),
    ...(what ? { what } : {}),
    ...(since || until ? { at } : {}),
  }
}

function toAnswer(
  entry: AuditEntry,
  slugs: ReadonlyMap<string, string>,
): z.infer<typeof auditEntrySchema> {
  const { id, at, who, what, tenantId, before, after, address } = entry
  const slug = tenantId ? (slugs.get(tenantId) ?? null) : null
  return {
    ...{ id, at: at.toISOString(), who, what, tenant: tenantId ?? null, slug },
    ...{ before: before ?? null, after: after ?? null, from: address ?? null },
  }
}
