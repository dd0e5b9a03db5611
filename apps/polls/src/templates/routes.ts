import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi'
import type { TenantEnv } from '@mt/data-plane/http/require-tenant'
import { bearer, json, problems } from '@mt/shared/http/answers'
import type { PollsContext } from '../context.ts'
import { createAsUser } from '../http/as-user.ts'
import { listTemplates } from './list-templates.ts'

const templateView = z
  .object({ id: z.uuid(), name: z.string(), question: z.string(), choices: z.array(z.string()) })
  .openapi('PollTemplate')

const listRoute = createRoute({
  tags: ['polls'],
  method: 'get',
  path: '/poll-templates',
  summary: 'List templates for new polls, the same for every tenant',
  security: bearer,
  responses: {
    200: json(z.object({ results: z.array(templateView) }), 'The templates'),
    ...problems(401, 503),
  },
})

/** Reference data that all tenants share. */
export function templateRoutes(app: OpenAPIHono<TenantEnv>, { tenancy }: PollsContext): void {
  const asUser = createAsUser(tenancy)
  app.openapi(listRoute, async (c) => {
    return c.json({ results: await asUser(c, 'read', ({ scope }) => listTemplates(scope)) }, 200)
  })
}
