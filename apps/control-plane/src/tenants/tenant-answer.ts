import { z } from '@hono/zod-openapi'
import type { EntityManager } from '@mikro-orm/postgresql'
import { isolationModels, placementSchema } from '@mt/shared/placement'
import { tenantStatuses } from '@mt/shared/tenant'
import { Domain } from './domain.entity.ts'
import type { Tenant } from './tenant.entity.ts'

/** A tenant as the API tells of it. */
export const tenantAnswerSchema = z
  .object({
    id: z.uuid(),
    slug: z.string(),
    name: z.string(),
    status: z.enum(tenantStatuses),
    isolation: z.enum(isolationModels),
    hosts: z.array(z.string()),
    placement: placementSchema,
    epoch: z.number().int(),
    version: z.number().int().openapi({ description: 'Of the registry; grows with every change' }),
    schemaVersion: z.string().nullable(),
    failureReason: z.string().nullable(),
    createdAt: z.iso.datetime(),
    updatedAt: z.iso.datetime(),
  })
  .openapi('Tenant')

export type TenantAnswer = z.infer<typeof tenantAnswerSchema>

/** Tenants with their hosts, in the order given. */
export async function answerTenants(em: EntityManager, tenants: Tenant[]): Promise<TenantAnswer[]> {
  const where = { tenantId: { $in: tenants.map(({ id }) => id) } }
  const domains = await em.find(Domain, where, { orderBy: { host: 'asc' } })
  const hosts = Map.groupBy(domains, ({ tenantId }) => tenantId)
  return tenants.map((tenant) => toAnswer(tenant, hosts.get(tenant.id) ?? []))
}

function toAnswer(tenant: Tenant, domains: Domain[]): TenantAnswer {
  const { id, slug, name, status, placement, epoch, version } = tenant
  return {
    ...{ id, slug, name, status, isolation: placement.model },
    hosts: domains.map(({ host }) => host),
    ...{ placement, epoch, version },
    schemaVersion: tenant.schemaVersion ?? null,
    failureReason: tenant.failureReason ?? null,
    createdAt: tenant.createdAt.toISOString(),
    updatedAt: tenant.updatedAt.toISOString(),
  }
}
