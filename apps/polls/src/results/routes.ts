import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi'
import type { TenantEnv } from '@mt/data-plane/http/require-tenant'
import { watch } from '@mt/data-plane/live/watch'
import { bearer, idParam, json, problems } from '@mt/shared/http/answers'
import { Problem } from '@mt/shared/http/problem'
import { servingProblem } from '@mt/tenancy/database-problem'
import { streamSSE } from 'hono/streaming'
import type { PollsContext } from '../context.ts'
import { createAsUser } from '../http/as-user.ts'
import { readResults } from './read-results.ts'

const pollPath = { params: z.object({ id: idParam('id') }) }

const resultsView = z
  .object({
    id: z.uuid(),
    closed: z.boolean(),
    total: z.int(),
    choices: z.array(z.object({ id: z.uuid(), choice_text: z.string(), votes: z.int() })),
  })
  .openapi('Results')

const resultsRoute = createRoute({
  tags: ['polls'],
  method: 'get',
  path: '/polls/{id}/results',
  summary: 'Show the results of a poll',
  security: bearer,
  request: pollPath,
  responses: { 200: json(resultsView, 'The results'), ...problems(401, 404, 503) },
})

const streamRoute = createRoute({
  tags: ['polls'],
  method: 'get',
  path: '/polls/{id}/results/stream',
  summary: 'Stream the results of a poll whenever they change',
  security: bearer,
  request: pollPath,
  responses: {
    200: {
      description:
        'Events named `results`, each with the results as JSON. The stream ends after the event in which the poll is closed.',
      content: { 'text/event-stream': { schema: z.string() } },
    },
    ...problems(401, 404, 503),
  },
})

/** The results of polls, once and live. */
export function resultRoutes(app: OpenAPIHono<TenantEnv>, context: PollsContext): void {
  const { tenancy, signals, stopping, logger } = context
  const asUser = createAsUser(tenancy)

  app.openapi(resultsRoute, async (c) => {
    const { id } = c.req.valid('param')
    return c.json(await asUser(c, 'read', ({ scope }) => readResults(scope, id)), 200)
  })

  app.openapi(streamRoute, async (c) => {
    const { id } = c.req.valid('param')
    // Each read looks up the user again: a revoked token, or a tenant that has moved, ends the stream.
    const read = () => asUser(c, 'read', ({ scope }) => readResults(scope, id))
    await read()
    return streamSSE(c, async (stream) => {
      const left = new AbortController()
      stream.onAbort(() => left.abort())
      const signal = AbortSignal.any([left.signal, stopping])
      let sent = ''
      try {
        for await (const _ of watch({ signals, tenantId: c.var.tenant.tenantId, signal })) {
          const results = await read()
          const data = JSON.stringify(results)
          if (data !== sent) await stream.writeSSE({ event: 'results', data })
          sent = data
          if (results.closed) return
        }
      } catch (error) {
        // An error that would refuse a request ends the stream, whose head was sent long ago.
        if (!isRefusal(error)) logger.error({ err: error }, 'a stream ended with an error')
      }
    })
  })
}

function isRefusal(error: unknown): boolean {
  return error instanceof Problem || servingProblem(error) !== undefined
}
