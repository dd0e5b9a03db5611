import type { OpenAPIHono } from '@hono/zod-openapi'
import { notFound, Problem } from '@mt/shared/http/problem'
import { internalApi } from '@mt/shared/internal-api/internal-api'
import { runCommand } from '../commands/run-command.ts'
import type { ServiceContext } from '../context.ts'
import type { ServiceDefinition } from '../service.ts'

/** The calls of the control plane about one tenant. Each can be repeated. */
export function internalRoutes(
  app: OpenAPIHono,
  { commands = {}, createAdmin }: ServiceDefinition,
  { provisioner, signals, tenancy }: ServiceContext,
): void {
  app.openapi(internalApi.provision, async (c) => {
    const tenant = { ...c.req.valid('json'), ...c.req.valid('param') }
    const schemaVersion = await provisioner.provision(tenant, c.req.raw.signal)
    return c.json({ schemaVersion }, 200)
  })

  app.openapi(internalApi.deprovision, async (c) => {
    await provisioner.deprovision({ ...c.req.valid('json'), ...c.req.valid('param') })
    return c.body(null, 204)
  })

  app.openapi(internalApi.setState, async (c) => {
    const { state, ...rest } = c.req.valid('json')
    const tenant = { ...rest, ...c.req.valid('param') }
    if (!(await provisioner.setState(tenant, { state }))) throw notFound()
    signals.announce(tenant.tenantId)
    return c.body(null, 204)
  })

  app.openapi(internalApi.scan, async (c) => {
    const found = await provisioner.scan({ ...c.req.valid('json'), ...c.req.valid('param') })
    return c.json({ found }, 200)
  })

  app.openapi(internalApi.runCommand, async (c) => {
    const { tenantId, command: name } = c.req.valid('param')
    const { args, ...rest } = c.req.valid('json')
    const result = await runCommand({ tenancy, commands }, { ...rest, tenantId }, { name, args })
    signals.announce(tenantId)
    return c.json({ result }, 200)
  })

  app.openapi(internalApi.createAdmin, async (c) => {
    const { admin, ...rest } = c.req.valid('json')
    const tenant = { ...rest, ...c.req.valid('param') }
    if (!createAdmin) throw noAdmins()
    const created = await tenancy.write(tenant, (scope) => createAdmin(scope, admin))
    return c.json(created, 200)
  })
}

function noAdmins(): Problem {
  const detail = 'the service has no users of its own: onboard its tenants without an admin'
  return new Problem(422, 'no_admins', 'Unprocessable', { detail })
}
