import { z } from '@hono/zod-openapi'
import type { EntityManager } from '@mikro-orm/postgresql'
import { conflict, invalid } from '@mt/shared/http/problem'
import { hostOf, slugSchema } from '@mt/shared/tenant'
import type { OperationInput } from '../../operations/record/operation-input.ts'
import { type OperationParts, submitOperation } from '../../operations/submit-operation.ts'
import { planToGive } from '../../plans/find-plan.ts'
import { tenantLimitsSchema } from '../../plans/limits.ts'
import { findTenant } from '../../tenants/find-tenant.ts'
import { reserveHost } from '../../tenants/reserve-host.ts'
import type { Tenant } from '../../tenants/tenant.entity.ts'
import { lockTarget, type TenantTarget } from '../../tenants/tenant-target.ts'
import type { QuotaParts } from '../quotas/list-quotas.ts'
import { requireKnownLimits } from '../quotas/require-known-limits.ts'
import { nameSchema } from './new-tenant.ts'

const dayMs = 24 * 60 * 60 * 1_000

export const tenantChangeSchema = z
  .strictObject({
    name: nameSchema.optional(),
    slug: slugSchema.optional(),
    redirectDays: z.number().int().min(0).max(3_650).optional().openapi({
      description:
        'How many days the host of the present slug stays reserved and redirects to the new one; without it, until it is removed',
    }),
    plan: z.string().optional().openapi({ description: 'Name of a plan' }),
    limits: tenantLimitsSchema.optional(),
  })
  .openapi('TenantChange')

/** The parts that change a tenant. */
export interface ChangeParts extends OperationParts, QuotaParts {
  config: { service: { baseDomain: string } }
}

export type TenantChange = z.infer<typeof tenantChangeSchema>

/**
 * Begins to change a tenant's name, slug, plan or limits, and returns the operation's id. Throws 404, 409 for a
 * slug that is taken, 412 if its ETag has changed, and 422.
 */
export async function changeTenant(
  context: ChangeParts,
  target: TenantTarget,
  { signal, ...change }: TenantChange & { signal: AbortSignal },
): Promise<string> {
  if (change.redirectDays !== undefined && change.slug === undefined) throw noSlug()
  const before = async () => (await findTenant(context.orm.em.fork(), target.idOrSlug)).limits
  await requireKnownLimits(context, { limits: change.limits, before, signal })
  return submitOperation(context, target.actor, async (em) => {
    const tenant = await lockTarget(em, target)
    if (tenant.status === 'purged') throw conflict('wrong_status', 'the tenant is purged')
    return { kind: 'change', tenant, input: await toInput(context, em, { tenant, change }) }
  })
}

async function toInput(
  context: ChangeParts,
  em: EntityManager,
  { tenant, change }: { tenant: Tenant; change: TenantChange },
): Promise<OperationInput> {
  const { name, slug, plan, limits } = change
  const planId = plan === undefined ? undefined : (await planToGive(em, plan)).id
  return {
    ...(name === undefined ? {} : { name }),
    ...(planId === undefined ? {} : { planId }),
    ...(limits === undefined ? {} : { limits }),
    ...(slug === undefined ? {} : await newSlug(context, em, { tenant, change, slug })),
  }
}

/** The new host is reserved now, so that no other tenant can take it before the operation is done. */
async function newSlug(
  { config }: ChangeParts,
  em: EntityManager,
  { tenant, change, slug }: { tenant: Tenant; change: TenantChange; slug: string },
): Promise<OperationInput> {
  const host = hostOf(slug, config.service.baseDomain)
  await reserveHost(em, tenant, { host, kind: 'former' })
  const { redirectDays } = change
  const redirectUntil =
    redirectDays === undefined ? null : new Date(Date.now() + redirectDays * dayMs).toISOString()
  return { slug, host, redirectUntil }
}

function noSlug() {
  return invalid({ field: 'redirectDays', message: 'requires a new slug' })
}
