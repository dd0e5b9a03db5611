import type { Context as RequestContext } from 'hono'
import { etagOf } from '../../tenants/tenant-etag.ts'
import type { TenantTarget } from '../../tenants/tenant-target.ts'
import { changeLife, type LifeParts, restoreTenant } from '../../verbs/tenants/change-life.ts'
import { type ChangeParts, changeTenant } from '../../verbs/tenants/change-tenant.ts'
import { createTenant, type OnboardingParts } from '../../verbs/tenants/create-tenant.ts'
import { listTenants } from '../../verbs/tenants/list-tenants.ts'
import { showReceipt } from '../../verbs/tenants/show-receipt.ts'
import { showTenant } from '../../verbs/tenants/show-tenant.ts'
import { answerOutcome, locationOf, type OutcomeParts, outcomeOf } from '../answers/outcome.ts'
import type { GuardParts } from '../guards/guard.ts'
import { type AppEnv, newRouter } from '../guards/router.ts'
import { declareTenantRoutes } from './declare-tenant-routes.ts'

type TenantParts = GuardParts & OutcomeParts & OnboardingParts & ChangeParts & LifeParts

/** The tenants: list them, look at one, onboard, change, and take them through their life. */
export function tenantRoutes(context: TenantParts) {
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
    .openapi(routes.change, async (c) => {
      const change = { ...c.req.valid('json'), signal: c.req.raw.signal }
      return answerOutcome(context, c, await changeTenant(context, targetOf(c), change))
    })
    .openapi(routes.suspend, async (c) =>
      answerOutcome(context, c, await changeLife(context, targetOf(c), 'suspend')),
    )
    .openapi(routes.resume, async (c) =>
      answerOutcome(context, c, await changeLife(context, targetOf(c), 'resume')),
    )
    .openapi(routes.archive, async (c) =>
      answerOutcome(context, c, await changeLife(context, targetOf(c), 'archive')),
    )
    .openapi(routes.restore, async (c) =>
      answerOutcome(context, c, await restoreTenant(context, targetOf(c))),
    )
    .openapi(routes.delete, async (c) =>
      answerOutcome(context, c, await changeLife(context, targetOf(c), 'delete')),
    )
    .openapi(routes.purge, async (c) =>
      answerOutcome(context, c, await changeLife(context, targetOf(c), 'purge')),
    )
}

function targetOf(c: RequestContext<AppEnv>): TenantTarget {
  const ifMatch = c.req.header('if-match')
  return { actor: c.get('actor'), idOrSlug: c.req.param('id') ?? '', ifMatch }
}
