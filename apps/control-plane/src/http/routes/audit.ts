import { createRoute, z } from '@hono/zod-openapi'
import { json, problems } from '@mt/shared/http/answers'
import { auditEntrySchema, auditQuery, listAudit } from '../../verbs/audit/list-audit.ts'
import { type GuardParts, guard } from '../guards/guard.ts'
import { newRouter } from '../guards/router.ts'

export function auditRoutes(context: GuardParts) {
  const list = createRoute({
    ...guard(context, 'audit').reading('read'),
    method: 'get',
    path: '/',
    summary: 'List audit entries, newest first',
    request: { query: auditQuery },
    responses: {
      200: json(
        z.object({ results: z.array(auditEntrySchema), next: z.string().nullable() }),
        'A page of audit entries',
      ),
      ...problems(401, 403, 422),
    },
  })
  return newRouter().openapi(list, async (c) =>
    c.json(await listAudit(context, c.req.valid('query')), 200),
  )
}
