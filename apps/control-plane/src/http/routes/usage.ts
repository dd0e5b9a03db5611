import { createRoute, z } from '@hono/zod-openapi'
import { json, problems } from '@mt/shared/http/answers'
import {
  daysQuery,
  listUsage,
  showTenantUsage,
  tenantUsageSchema,
  usagePageSchema,
  usageQuery,
} from '../../verbs/usage/list-usage.ts'
import { type GuardParts, guard } from '../guards/guard.ts'
import { newRouter } from '../guards/router.ts'

const params = z.object({ id: z.string().openapi({ description: 'Id or slug of a tenant' }) })

/** The usage of tenants. */
export function usageRoutes(context: GuardParts) {
  const common = guard(context, 'usage').reading('read')
  const list = createRoute({
    ...common,
    method: 'get',
    path: '/usage',
    summary: 'Count requests by tenant in a range of days',
    request: { query: usageQuery },
    responses: { 200: json(usagePageSchema, 'A page of tenants'), ...problems(401, 403, 422) },
  })
  const show = createRoute({
    ...common,
    method: 'get',
    path: '/tenants/{id}/usage',
    summary: 'Count a tenant’s requests by day',
    request: { params, query: daysQuery },
    responses: {
      200: json(tenantUsageSchema, 'The days, newest first'),
      ...problems(401, 403, 404, 422),
    },
  })
  return newRouter()
    .openapi(list, async (c) => c.json(await listUsage(context, c.req.valid('query')), 200))
    .openapi(show, async (c) => {
      const target = { idOrSlug: c.req.valid('param').id, ...c.req.valid('query') }
      return c.json(await showTenantUsage(context, target), 200)
    })
}
