import { createRoute, z } from '@hono/zod-openapi'
import { json, problems } from '@mt/shared/http/answers'
import { listQuotas, type QuotaParts } from '../../verbs/quotas/list-quotas.ts'
import { type GuardParts, guard } from '../guards/guard.ts'
import { newRouter } from '../guards/router.ts'

const quotaSchema = z
  .object({
    name: z.string().openapi({ description: 'As plans and tenants name it among their limits' }),
    label: z.string(),
    unit: z.string().openapi({ description: 'What is counted, in the plural' }),
    default: z.number().int().positive().optional().openapi({
      description: 'What holds where neither the plan nor the tenant sets it; absent: no limit',
    }),
  })
  .openapi('Quota')

/** What plans can limit in the service. */
export function quotaRoutes(context: GuardParts & QuotaParts) {
  const { reading } = guard(context, 'quotas')
  const list = createRoute({
    ...reading('read'),
    method: 'get',
    path: '/',
    summary: 'What plans can limit in the service',
    responses: {
      200: json(z.object({ results: z.array(quotaSchema) }), 'The quotas'),
      ...problems(401, 403, 503),
    },
  })
  return newRouter().openapi(list, async (c) =>
    c.json(await listQuotas(context, c.req.raw.signal), 200),
  )
}
