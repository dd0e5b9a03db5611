import type { Context } from '../context.ts'
import { newRouter } from '../http/router.ts'
import { locationOf, outcomeOf } from '../operations/outcome.ts'
import { changeTenant } from './change-tenant.ts'
import { createTenant } from './create-tenant.ts'
import { declareTenantRoutes } from './declared-routes.ts'
import { listTenants } from './list-tenants.ts'
import { resumeTenant } from './resume-tenant.ts'
import { showTenant } from './show-tenant.ts'
import { suspendTenant } from './suspend-tenant.ts'

/** The tenants: list them, look at one, onboard, change, suspend and resume. */
export function tenantRoutes(context: Context) {
  const routes = declareTenantRoutes(context)
  return newRouter()
    .openapi(routes.list, async (c) =>
      c.json(await listTenants(context, c.req.valid('query')), 200),
    )
    .openapi(routes.show, async (c) =>
      c.json(await showTenant(context, c.req.valid('param').id), 200),
    )
    .openapi(routes.create, async (c) => {
      const id = await createTenant(context, c.get('actor'), c.req.valid('json'))
      const { operation, tenant } = await outcomeOf(context, id, c.req.header('prefer'))
      if (!tenant) return c.json(operation, 202, locationOf(operation))
      return c.json(tenant, 201, { location: `/v1/tenants/${tenant.id}` })
    })
    .openapi(routes.change, async (c) => {
      const change = { idOrSlug: c.req.valid('param').id, ...c.req.valid('json') }
      const id = await changeTenant(context, c.get('actor'), change)
      const { operation, tenant } = await outcomeOf(context, id, c.req.header('prefer'))
      return tenant ? c.json(tenant, 200) : c.json(operation, 202, locationOf(operation))
    })
    .openapi(routes.suspend, async (c) => {
      const id = await suspendTenant(context, c.get('actor'), c.req.valid('param').id)
      const { operation, tenant } = await outcomeOf(context, id, c.req.header('prefer'))
      return tenant ? c.json(tenant, 200) : c.json(operation, 202, locationOf(operation))
    })
    .openapi(routes.resume, async (c) => {
      const id = await resumeTenant(context, c.get('actor'), c.req.valid('param').id)
      const { operation, tenant } = await outcomeOf(context, id, c.req.header('prefer'))
      return tenant ? c.json(tenant, 200) : c.json(operation, 202, locationOf(operation))
    })
}
