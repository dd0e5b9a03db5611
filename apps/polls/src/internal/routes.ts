import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi'
import { bearer, body, idParam, json, problems } from '@mt/shared/http/answers'
import { notFound } from '@mt/shared/http/problem'
import type { PollsContext } from '../context.ts'
import { createAdmin } from './create-admin.ts'
import { requireInternalCall } from './require-internal-call.ts'
import {
  adminInput,
  createdView,
  deprovisionInput,
  provisionedView,
  provisionInput,
  stateInput,
} from './schemas.ts'

const tenantPath = { params: z.object({ tenantId: idParam('tenantId') }) }

const provisionRoute = createRoute({
  method: 'put',
  path: '/internal/tenants/{tenantId}/placement',
  summary: 'Make the place of a tenant (action: provision)',
  security: bearer,
  request: { ...tenantPath, ...body(provisionInput) },
  responses: {
    200: json(provisionedView, 'The place is there'),
    ...problems(400, 401, 403, 422, 503),
  },
})

const deprovisionRoute = createRoute({
  method: 'delete',
  path: '/internal/tenants/{tenantId}/placement',
  summary: 'Remove every trace of a tenant from a place (action: deprovision)',
  security: bearer,
  request: { ...tenantPath, ...body(deprovisionInput) },
  responses: { 204: { description: 'Nothing is there' }, ...problems(400, 401, 403, 422, 503) },
})

const stateRoute = createRoute({
  method: 'put',
  path: '/internal/tenants/{tenantId}/state',
  summary: 'Fence the place of a tenant, or let it serve again (action: set-state)',
  description:
    'When it answers, no write that began before a fence is under way. A later epoch wins.',
  security: bearer,
  request: { ...tenantPath, ...body(stateInput) },
  responses: { 204: { description: 'It is so' }, ...problems(400, 401, 403, 404, 422, 503) },
})

const adminRoute = createRoute({
  method: 'put',
  path: '/internal/tenants/{tenantId}/admin',
  summary: 'Make the first admin of a tenant (action: create-admin)',
  security: bearer,
  request: { ...tenantPath, ...body(adminInput) },
  responses: {
    200: json(createdView, 'The admin is there'),
    ...problems(400, 401, 403, 409, 422, 503),
  },
})

/** What the control plane asks of the data plane. Every call can be made again. */
export function internalRoutes(
  app: OpenAPIHono,
  { internalKeys, provisioner, signals, tenancy }: PollsContext,
): void {
  app.openapi(provisionRoute, async (c) => {
    const { tenantId } = c.req.valid('param')
    await requireInternalCall(c, internalKeys, { action: 'provision', tenantId })
    const schemaVersion = await provisioner.provision({ tenantId, ...c.req.valid('json') })
    return c.json({ schemaVersion }, 200)
  })

  app.openapi(deprovisionRoute, async (c) => {
    const { tenantId } = c.req.valid('param')
    await requireInternalCall(c, internalKeys, { action: 'deprovision', tenantId })
    await provisioner.deprovision({ tenantId, ...c.req.valid('json') })
    return c.body(null, 204)
  })

  app.openapi(stateRoute, async (c) => {
    const { tenantId } = c.req.valid('param')
    await requireInternalCall(c, internalKeys, { action: 'set-state', tenantId })
    const { state, ...tenant } = c.req.valid('json')
    if (!(await provisioner.setState({ tenantId, ...tenant }, { state }))) throw notFound()
    signals.announce(tenantId)
    return c.body(null, 204)
  })

  app.openapi(adminRoute, async (c) => {
    const { tenantId } = c.req.valid('param')
    await requireInternalCall(c, internalKeys, { action: 'create-admin', tenantId })
    const { admin, ...tenant } = c.req.valid('json')
    const created = await tenancy.write({ tenantId, ...tenant }, (scope) =>
      createAdmin(scope, admin),
    )
    return c.json(created, 200)
  })
}
