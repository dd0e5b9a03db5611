import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi'
import type { TenantEnv } from '@mt/data-plane/http/require-tenant'
import { json, problems } from '@mt/shared/http/answers'
import type { PollsContext } from '../context.ts'
import { readSettings } from './read-settings.ts'

const siteView = z
  .object({
    slug: z.string(),
    name: z.string().openapi({ description: 'The slug, until its admins choose a name' }),
    colour: z.string().nullable(),
    sign_up_open: z.boolean(),
  })
  .openapi('Site')

const siteRoute = createRoute({
  tags: ['site'],
  method: 'get',
  path: '/site',
  summary: 'Show the tenant’s public properties: its name, its colour, whether sign-up is open',
  responses: { 200: json(siteView, 'The public properties'), ...problems(503) },
})

/** The properties that a tenant shows before sign-in. */
export function siteRoutes(app: OpenAPIHono<TenantEnv>, { tenancy }: PollsContext): void {
  app.openapi(siteRoute, async (c) => {
    const { slug } = c.var.tenant
    const settings = await tenancy.read(c.var.tenant, readSettings)
    return c.json({ ...settings, slug, name: settings.name ?? slug }, 200)
  })
}
