import { z } from '@hono/zod-openapi'
import type { FilterQuery } from '@mikro-orm/core'
import type { EntityManager } from '@mikro-orm/postgresql'
import { isolationModels } from '@mt/shared/placement'
import type { WithOrm } from '../../database/open-orm.ts'
import { Plan } from '../../plans/plan.entity.ts'
import { Tenant } from '../../tenants/tenant.entity.ts'
import { answerTenants, tenantAnswerSchema } from '../../tenants/tenant-answer.ts'
import { lifeStatuses } from '../../tenants/transitions.ts'
import { recentDays, recentRequests } from '../../usage/recent-requests.ts'
import { pageOf, pageQuery } from '../page.ts'

const orders = ['newest', 'oldest', 'slug'] as const

export const tenantsQuery = pageQuery.extend({
  status: z.enum(lifeStatuses).optional().openapi({
    description: 'Without it, purged tenants are left out',
  }),
  model: z.enum(isolationModels).optional(),
  plan: z.string().optional().openapi({ description: 'Name of a plan' }),
  q: z.string().trim().max(100).optional().openapi({ description: 'Part of a slug or name' }),
  sort: z.enum(orders).default('newest'),
})

type TenantsQuery = z.infer<typeof tenantsQuery>

export const listedTenantSchema = tenantAnswerSchema
  .extend({
    requests: z
      .number()
      .int()
      .openapi({ description: `Requests in the last ${recentDays} days` }),
  })
  .openapi('ListedTenant')

/** A page of tenants with their recent requests, newest first by default. */
export async function listTenants({ orm }: WithOrm, query: TenantsQuery) {
  const em = orm.em.fork()
  const { limit, plan: name } = query
  const plan = name === undefined ? undefined : await em.findOne(Plan, { name })
  if (plan === null) return { results: [], next: null }
  const after = await conditionAfter(em, query)
  const where = { ...conditionOf(query), ...(plan ? { planId: plan.id } : {}) }
  const order = { orderBy: orderOf(query), limit: limit + 1 }
  const rows = await em.find(Tenant, { $and: [where, after] }, order)
  const { results, next } = pageOf(rows, limit)
  const [answers, requests] = await Promise.all([
    answerTenants(em, results),
    recentRequests(
      em,
      results.map(({ id }) => id),
    ),
  ])
  const listed = answers.map((answer) => ({ ...answer, requests: requests.get(answer.id) ?? 0 }))
  return { results: listed, next }
}

function conditionOf({ status, model, q }: TenantsQuery) {
  const text = q ? { $ilike: `%${q.replace(/[\\%_]/g, '\\$&')}%` } : undefined
  return {
    status: status ?? { $ne: 'purged' as const },
    ...(model === undefined ? {} : { placement: { model } }),
    ...(text ? { $or: [{ slug: text }, { name: text }] } : {}),
  }
}

function orderOf({ sort }: TenantsQuery) {
  if (sort === 'slug') return [{ slug: 'asc' as const }, { id: 'asc' as const }]
  return [{ id: sort === 'oldest' ? ('asc' as const) : ('desc' as const) }]
}

/** The condition for the rows after the cursor. If its slug has changed, the list continues from the new slug. */
async function conditionAfter(
  em: EntityManager,
  { cursor, sort }: TenantsQuery,
): Promise<FilterQuery<Tenant>> {
  if (cursor === undefined) return {}
  if (sort !== 'slug') return { id: sort === 'oldest' ? { $gt: cursor } : { $lt: cursor } }
  const last = await em.findOne(Tenant, { id: cursor }, { fields: ['slug'] })
  const slug = last?.slug ?? ''
  return { $or: [{ slug: { $gt: slug } }, { slug, id: { $gt: cursor } }] }
}
