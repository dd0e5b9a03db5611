import { z } from '@hono/zod-openapi'
import type { WithOrm } from '../../database/open-orm.ts'
import { Domain, domainKinds } from '../../tenants/domain.entity.ts'
import { findTenant } from '../../tenants/find-tenant.ts'

export const domainSchema = z
  .object({
    host: z.string(),
    kind: z.enum(domainKinds).openapi({
      description:
        '`slug`: the host of its slug; `custom`: an added host; `former`: redirects to the host of its slug',
    }),
    expiresAt: z.iso.datetime().nullable(),
    createdAt: z.iso.datetime(),
  })
  .openapi('Domain')

/** The hosts of a tenant. Throws 404. */
export async function listDomains({ orm }: WithOrm, idOrSlug: string) {
  const em = orm.em.fork()
  const { id } = await findTenant(em, idOrSlug)
  const domains = await em.find(Domain, { tenantId: id }, { orderBy: { host: 'asc' } })
  return domains.map(({ host, kind, expiresAt, createdAt }) => ({
    ...{ host, kind },
    expiresAt: expiresAt?.toISOString() ?? null,
    createdAt: createdAt.toISOString(),
  }))
}
