import { createRoute, type OpenAPIHono } from '@hono/zod-openapi'
import { bearer, json, problems } from '@mt/shared/http/answers'
import { describeCommands } from '../commands/describe-commands.ts'
import type { ServiceContext } from '../context.ts'
import type { ServiceDefinition } from '../service.ts'
import { requirePlaneCall } from './require-internal-call.ts'
import { commandsView, inventoryView } from './schemas.ts'

const inventoryRoute = createRoute({
  method: 'get',
  path: '/internal/inventory',
  summary: 'What all clusters have of tenants, known or not (action: inventory)',
  description: 'Databases, schemas and roles by name, and who is entered where. Changes nothing.',
  security: bearer,
  responses: { 200: json(inventoryView, 'What there is'), ...problems(401, 403, 503) },
})

const commandsRoute = createRoute({
  method: 'get',
  path: '/internal/commands',
  summary: 'The commands that can be run in a tenant’s scope (action: list-commands)',
  security: bearer,
  responses: { 200: json(commandsView, 'The commands'), ...problems(401, 403) },
})

/** What the control plane asks of the data plane as a whole. */
export function planeRoutes(
  app: OpenAPIHono,
  { commands = {} }: ServiceDefinition,
  { internalCallers, provisioner }: ServiceContext,
): void {
  app.openapi(inventoryRoute, async (c) => {
    await requirePlaneCall(c, internalCallers, 'inventory')
    return c.json(await provisioner.inventory(), 200)
  })

  app.openapi(commandsRoute, async (c) => {
    await requirePlaneCall(c, internalCallers, 'list-commands')
    return c.json({ results: describeCommands(commands) }, 200)
  })
}
