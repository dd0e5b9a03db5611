import type { Context as RequestContext } from 'hono'
import type { Context } from '../context.ts'
import { type AppEnv, newRouter } from '../http/router.ts'
import { locationOf, outcomeOf } from '../operations/outcome.ts'
import { showReceipt } from '../purge/show-receipt.ts'
import { changeLife, restoreTenant, type WantedTenant } from './change-life.ts'
import { changeTenant } from './change-tenant.ts'
import { createTenant } from './create-tenant.ts'
import { declareTenantRoutes } from './declared-routes.ts'
import { listTenants } from './list-tenants.ts'
import { showTenant } from './show-tenant.ts'
import { etagOf } from './tenant-etag.ts'

/** The tenants: list them, look at one, onboard, change, and take them through their life. */
export function tenantRoutes(context: Context) {
  const routes = declareTenantRoutes(context)
  return newRouter()
    .openapi(routes.list, async (c) =>
      c.json(await listTenants(context, c.req.valid('query')), 200),
    )
    .openapi(routes.show, async (c) => {
      const tenant = await showTenant(context, c.req.valid('param').id)
      return c.json(tenant, 200, { etag: etagOf(tenant) })
    })
    .openapi(routes.receipt, async (c) =>
      c.json(await showReceipt(context, c.req.valid('param').id), 200),
    )
    .openapi(routes.create, async (c) => {
      const id = await createTenant(context, c.get('actor'), {
        ...c.req.valid('json'),
        signal: c.req.raw.signal,
      })
      const { operation, tenant } = await outcomeOf(context, id, c.req.header('prefer'))
      if (!tenant) return c.json(operation, 202, locationOf(operation))
      return c.json(tenant, 201, { location: `/v1/tenants/${tenant.id}`, etag: etagOf(tenant) })
    })
    .openapi(routes.change, async (c) =>
      answer(context, c, await changeTenant(context, wantedOf(c), c.req.valid('json'))),
    )
    .openapi(routes.suspend, async (c) =>
      answer(context, c, await changeLife(context, wantedOf(c), 'suspend')),
    )
    .openapi(routes.resume, async (c) =>
      answer(context, c, await changeLife(context, wantedOf(c), 'resume')),
    )
    .openapi(routes.archive, async (c) =>
      answer(context, c, await changeLife(context, wantedOf(c), 'archive')),
    )
    .openapi(routes.restore, async (c) =>
      answer(context, c, await restoreTenant(context, wantedOf(c))),
    )
    .openapi(routes.delete, async (c) =>
      answer(context, c, await changeLife(context, wantedOf(c), 'delete')),
    )
    .openapi(routes.purge, async (c) =>
      answer(context, c, await changeLife(context, wantedOf(c), 'purge')),
    )
}

function wantedOf(c: RequestContext<AppEnv>): WantedTenant {
  const ifMatch = c.req.header('if-match')
  return { actor: c.get('actor'), idOrSlug: c.req.param('id') ?? '', ifMatch }
}

/** What has become of an operation, in the time that the client waits for it. */
async function answer(context: Context, c: RequestContext<AppEnv>, operationId: string) {
  const { operation, tenant } = await outcomeOf(context, operationId, c.req.header('prefer'))
  if (!tenant) return c.json(operation, 202, locationOf(operation))
  return c.json(tenant, 200, { etag: etagOf(tenant) })
}
