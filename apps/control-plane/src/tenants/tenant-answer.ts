import { z } from '@hono/zod-openapi'
import type { EntityManager } from '@mikro-orm/postgresql'
import { isolationModels, placementSchema } from '@mt/shared/placement'
import { tenantLimitsSchema } from '../plans/limits.ts'
import { Plan } from '../plans/plan.entity.ts'
import { Domain } from './domain.entity.ts'
import { lastMigrationSchema } from './last-migration.ts'
import type { Tenant } from './tenant.entity.ts'
import { lifeStatuses } from './transitions.ts'

/** A tenant as the API returns it. */
export const tenantAnswerSchema = z
  .object({
    id: z.uuid(),
    slug: z.string(),
    name: z.string(),
    status: z.enum(lifeStatuses),
    isolation: z.enum(isolationModels),
    hosts: z.array(z.string()).openapi({ description: 'The hosts at which it is served' }),
    plan: z.string(),
    limits: tenantLimitsSchema.openapi({ description: 'Limits that replace those of the plan' }),
    placement: placementSchema,
    epoch: z.number().int(),
    version: z.number().int().openapi({ description: 'The registry version of its last change' }),
    schemaVersion: z.string().nullable(),
    lastMigration: lastMigrationSchema.nullable(),
    failureReason: z.string().nullable(),
    deletedAt: z.iso.datetime().nullable(),
    purgeAt: z.iso
      .datetime()
      .nullable()
      .openapi({ description: 'When a deleted tenant is purged; until then it can be restored' }),
    createdAt: z.iso.datetime(),
    updatedAt: z.iso.datetime(),
  })
  .openapi('Tenant')

export type TenantAnswer = z.infer<typeof tenantAnswerSchema>

/** Returns tenants with their hosts, in the given order. */
export async function answerTenants(em: EntityManager, tenants: Tenant[]): Promise<TenantAnswer[]> {
  const where = { tenantId: { $in: tenants.map(({ id }) => id) } }
  const served = { ...where, kind: { $ne: 'former' as const } }
  const domains = await em.find(Domain, served, { orderBy: { host: 'asc' } })
  const plans = await em.find(Plan, { id: { $in: tenants.map(({ planId }) => planId) } })
  const names = new Map(plans.map(({ id, name }) => [id, name]))
  const hosts = Map.groupBy(domains, ({ tenantId }) => tenantId)
  return tenants.map((tenant) =>
    toAnswer(tenant, { domains: hosts.get(tenant.id) ?? [], plan: names.get(tenant.planId) ?? '' }),
  )
}

function toAnswer(
  tenant: Tenant,
  { domains, plan }: { domains: Domain[]; plan: string },
): TenantAnswer {
  const { id, slug, name, status, placement, epoch, version } = tenant
  return {
    ...{ id, slug, name, status, isolation: placement.model },
    hosts: domains.map(({ host }) => host),
    plan,
    ...{ limits: tenant.limits, placement, epoch, version },
    schemaVersion: tenant.schemaVersion ?? null,
    lastMigration: tenant.lastMigration ?? null,
    failureReason: tenant.failureReason ?? null,
    deletedAt: tenant.deletedAt?.toISOString() ?? null,
    purgeAt: tenant.purgeAt?.toISOString() ?? null,
    createdAt: tenant.createdAt.toISOString(),
    updatedAt: tenant.updatedAt.toISOString(),
  }
}
