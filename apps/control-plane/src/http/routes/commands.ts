import { createRoute, z } from '@hono/zod-openapi'
import { body, json, problems } from '@mt/shared/http/answers'
import { commandArgsSchema } from '../../verbs/commands/command-args.ts'
import { listCommands } from '../../verbs/commands/list-commands.ts'
import { runCommand } from '../../verbs/commands/run-command.ts'
import { type GuardParts, guard } from '../guards/guard.ts'
import { newRouter } from '../guards/router.ts'

const params = z.object({
  id: z.string().openapi({ description: 'Id or slug of a tenant' }),
  command: z.string().regex(/^[a-z][a-z0-9-]{0,49}$/),
})

const commandSchema = z
  .object({
    name: z.string(),
    summary: z.string(),
    args: z.array(z.object({ name: z.string(), required: z.boolean() })),
  })
  .openapi('Command')

const outcomeSchema = z
  .object({
    tenant: z.uuid(),
    slug: z.string(),
    command: z.string(),
    result: z.unknown().openapi({ description: 'What the command returned' }),
  })
  .openapi('CommandOutcome')

type CommandParts = GuardParts &
  Parameters<typeof listCommands>[0] &
  Parameters<typeof runCommand>[0]

/** Lists the data plane's commands and runs one in a tenant's scope. */
export function commandRoutes(context: CommandParts) {
  const { list, run } = declareRoutes(context)
  return newRouter()
    .openapi(list, async (c) => c.json(await listCommands(context, c.req.raw.signal), 200))
    .openapi(run, async (c) => {
      const { id: idOrSlug, command } = c.req.valid('param')
      const request = { idOrSlug, command, ...c.req.valid('json'), signal: c.req.raw.signal }
      const outcome = await runCommand(context, c.get('actor'), request)
      // A tenant's data must not be stored in the control plane's database with an Idempotency-Key.
      c.set('secretFields', ['result'])
      return c.json(outcome, 200)
    })
}

function declareRoutes(context: GuardParts) {
  const { reading, changing } = guard(context, 'commands')
  return {
    list: createRoute({
      ...reading('read'),
      method: 'get',
      path: '/commands',
      summary: 'List the commands that can run in a tenant’s scope',
      responses: {
        200: json(z.object({ results: z.array(commandSchema) }), 'The commands'),
        ...problems(401, 403, 503),
      },
    }),
    run: createRoute({
      ...changing('operate'),
      method: 'post',
      path: '/tenants/{id}/commands/{command}',
      summary: 'Run a command in a tenant’s scope',
      request: { params, ...body(commandArgsSchema) },
      responses: {
        200: json(outcomeSchema, 'The result'),
        ...problems(400, 401, 403, 404, 409, 415, 422, 503),
      },
    }),
  }
}
