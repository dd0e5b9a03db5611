import { z } from '@hono/zod-openapi'
import { isolationModels } from '@mt/shared/placement'
import type { Context } from '../context.ts'
import { pageOf, pageQuery } from '../http/cursor.ts'
import { Plan } from '../plans/plan.entity.ts'
import { Tenant } from './tenant.entity.ts'
import { answerTenants } from './tenant-answer.ts'
import { lifeStatuses } from './transitions.ts'

export const tenantsQuery = pageQuery.extend({
  status: z.enum(lifeStatuses).optional().openapi({
    description: 'Purged tenants are told of only where they are asked for',
  }),
  model: z.enum(isolationModels).optional(),
  plan: z.string().optional().openapi({ description: 'The name of a plan' }),
  q: z.string().trim().max(100).optional().openapi({ description: 'A part of slug or name' }),
})

/** A page of the tenants, newest first. */
export async function listTenants({ orm }: Context, query: z.infer<typeof tenantsQuery>) {
  const em = orm.em.fork()
  const { limit, plan: name } = query
  const plan = name === undefined ? undefined : await em.findOne(Plan, { name })
  if (plan === null) return { results: [], next: null }
  const where = { ...conditionOf(query), ...(plan ? { planId: plan.id } : {}) }
  const rows = await em.find(Tenant, where, { orderBy: { id: 'desc' }, limit: limit + 1 })
  const { results, next } = pageOf(rows, limit)
  return { results: await answerTenants(em, results), next }
}

function conditionOf({ cursor, status, model, q }: z.infer<typeof tenantsQuery>) {
  const text = q ? { $ilike: `%${q.replace(/[\\%_]/g, '\\$&')}%` } : undefined
  return {
    status: status ?? { $ne: 'purged' as const },
    ...(cursor === undefined ? {} : { id: { $lt: cursor } }),
    ...(model === undefined ? {} : { placement: { model } }),
    ...(text ? { $or: [{ slug: text }, { name: text }] } : {}),
  }
}
