import { createRoute, z } from '@hono/zod-openapi'
import { json, problems } from '@mt/shared/http/answers'
import { listQuotas, type QuotaParts } from '../../verbs/quotas/list-quotas.ts'
import { type GuardParts, guard } from '../guards/guard.ts'
import { newRouter } from '../guards/router.ts'

const quotaSchema = z
  .object({
    name: z.string().openapi({ description: 'The name of the limit in plans and tenants' }),
    label: z.string(),
    unit: z.string().openapi({ description: 'What is counted, as a plural' }),
    default: z.number().int().positive().optional().openapi({
      description:
        'The limit if neither the plan nor the tenant sets one; if absent, there is none',
    }),
  })
  .openapi('Quota')

/** The quotas that the service declares. */
export function quotaRoutes(context: GuardParts & QuotaParts) {
  const { reading } = guard(context, 'quotas')
  const list = createRoute({
    ...reading('read'),
    method: 'get',
    path: '/',
    summary: 'List the quotas of the service, which plans and tenants can limit',
    responses: {
      200: json(z.object({ results: z.array(quotaSchema) }), 'The quotas'),
      ...problems(401, 403, 503),
    },
  })
  return newRouter().openapi(list, async (c) =>
    c.json(await listQuotas(context, c.req.raw.signal), 200),
  )
}
