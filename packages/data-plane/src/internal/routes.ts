import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi'
import { bearer, body, idParam, json, problems } from '@mt/shared/http/answers'
import { notFound, Problem } from '@mt/shared/http/problem'
import { runCommand } from '../commands/run-command.ts'
import type { ServiceContext } from '../context.ts'
import type { ServiceDefinition } from '../service.ts'
import { requireInternalCall } from './require-internal-call.ts'
import {
  adminInput,
  commandInput,
  commandView,
  createdView,
  deprovisionInput,
  provisionedView,
  provisionInput,
  scanView,
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

const scanRoute = createRoute({
  method: 'post',
  path: '/internal/tenants/{tenantId}/scan',
  summary: 'All that is found of a tenant in a place (action: scan)',
  description:
    'Databases, schemas, roles and rows. Nothing of the tenant is left where it is empty.',
  security: bearer,
  request: { ...tenantPath, ...body(deprovisionInput) },
  responses: { 200: json(scanView, 'What there is'), ...problems(400, 401, 403, 422, 503) },
})

const commandRoute = createRoute({
  method: 'post',
  path: '/internal/tenants/{tenantId}/commands/{command}',
  summary: 'Run a command in a tenant’s scope (action: run-command)',
  security: bearer,
  request: {
    params: z.object({ tenantId: idParam('tenantId'), command: z.string().max(50) }),
    ...body(commandInput),
  },
  responses: {
    200: json(commandView, 'What the command answered with'),
    ...problems(400, 401, 403, 404, 409, 422, 503),
  },
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
  { commands = {}, createAdmin }: ServiceDefinition,
  { internalCallers, provisioner, signals, tenancy }: ServiceContext,
): void {
  app.openapi(provisionRoute, async (c) => {
    const { tenantId } = c.req.valid('param')
    await requireInternalCall(c, internalCallers, { action: 'provision', tenantId })
    const tenant = { tenantId, ...c.req.valid('json') }
    const schemaVersion = await provisioner.provision(tenant, c.req.raw.signal)
    return c.json({ schemaVersion }, 200)
  })

  app.openapi(deprovisionRoute, async (c) => {
    const { tenantId } = c.req.valid('param')
    await requireInternalCall(c, internalCallers, { action: 'deprovision', tenantId })
    await provisioner.deprovision({ tenantId, ...c.req.valid('json') })
    return c.body(null, 204)
  })

  app.openapi(stateRoute, async (c) => {
    const { tenantId } = c.req.valid('param')
    await requireInternalCall(c, internalCallers, { action: 'set-state', tenantId })
    const { state, ...tenant } = c.req.valid('json')
    if (!(await provisioner.setState({ tenantId, ...tenant }, { state }))) throw notFound()
    signals.announce(tenantId)
    return c.body(null, 204)
  })

  app.openapi(scanRoute, async (c) => {
    const { tenantId } = c.req.valid('param')
    await requireInternalCall(c, internalCallers, { action: 'scan', tenantId })
    const found = await provisioner.scan({ tenantId, ...c.req.valid('json') })
    return c.json({ found }, 200)
  })

  app.openapi(commandRoute, async (c) => {
    const { tenantId, command: name } = c.req.valid('param')
    await requireInternalCall(c, internalCallers, { action: 'run-command', tenantId })
    const { args, ...place } = c.req.valid('json')
    const result = await runCommand({ tenancy, commands }, { tenantId, ...place }, { name, args })
    signals.announce(tenantId)
    return c.json({ result }, 200)
  })

  app.openapi(adminRoute, async (c) => {
    const { tenantId } = c.req.valid('param')
    await requireInternalCall(c, internalCallers, { action: 'create-admin', tenantId })
    const { admin, ...tenant } = c.req.valid('json')
    if (!createAdmin) throw noAdmins()
    const created = await tenancy.write({ tenantId, ...tenant }, (scope) =>
      createAdmin(scope, admin),
    )
    return c.json(created, 200)
  })
}

function noAdmins(): Problem {
  const detail = 'the service has no users of its own: onboard its tenants without an admin'
  return new Problem(422, 'no_admins', 'Unprocessable', { detail })
}
