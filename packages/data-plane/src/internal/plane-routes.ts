import type { OpenAPIHono } from '@hono/zod-openapi'
import { internalApi } from '@mt/shared/internal-api/internal-api'
import type { Quota } from '@mt/shared/quotas'
import { describeCommands } from '../commands/describe-commands.ts'
import type { ServiceContext } from '../context.ts'
import type { ServiceDefinition } from '../service.ts'

/** The calls of the control plane about the data plane as a whole. */
export function planeRoutes(
  app: OpenAPIHono,
  { commands = {}, quotas = [] }: ServiceDefinition,
  { provisioner }: ServiceContext,
): void {
  app.openapi(internalApi.inventory, async (c) => c.json(await provisioner.inventory(), 200))
  app.openapi(internalApi.listQuotas, (c) => c.json({ results: quotas.map(described) }, 200))
  app.openapi(internalApi.listCommands, (c) => c.json({ results: describeCommands(commands) }, 200))
}

/** What other parts need to know about a quota, without how the service counts. */
function described({ name, label, unit, default: fallback }: Quota): Quota {
  return { name, label, unit, ...(fallback === undefined ? {} : { default: fallback }) }
}
