import { createRoute, z } from '@hono/zod-openapi'
import { json, problems } from '@mt/shared/http/answers'
import { streamSSE } from 'hono/streaming'
import { operationAnswerSchema } from '../../operations/record/operation-answer.ts'
import { tenantAnswerSchema } from '../../tenants/tenant-answer.ts'
import { cancelOperation } from '../../verbs/operations/cancel-operation.ts'
import {
  listedOperationSchema,
  listOperations,
  operationsQuery,
} from '../../verbs/operations/list-operations.ts'
import { retryOperation } from '../../verbs/operations/retry-operation.ts'
import { showOperation } from '../../verbs/operations/show-operation.ts'
import { watchOperation } from '../../verbs/operations/watch-operation.ts'
import { answerOutcome, locationOf, type OutcomeParts, outcomeOf } from '../answers/outcome.ts'
import { prefer } from '../answers/prefer-wait.ts'
import { type GuardParts, guard } from '../guards/guard.ts'
import { newRouter } from '../guards/router.ts'

const params = z.object({ id: z.string().openapi({ description: 'Id of an operation' }) })

const page = z.object({ results: z.array(listedOperationSchema), next: z.string().nullable() })

type OperationRouteParts = GuardParts &
  OutcomeParts &
  Parameters<typeof retryOperation>[0] &
  Parameters<typeof cancelOperation>[0] & { stopping: AbortSignal }

/** Operations, the durable changes of tenants. */
export function operationRoutes(context: OperationRouteParts) {
  const { list, show, watch, retry, cancel } = declareRoutes(context)
  return newRouter()
    .openapi(list, async (c) => c.json(await listOperations(context, c.req.valid('query')), 200))
    .openapi(show, async (c) => c.json(await showOperation(context, c.req.valid('param').id), 200))
    .openapi(retry, async (c) => {
      const { id } = c.req.valid('param')
      await retryOperation(context, c.get('actor'), id)
      return answerOutcome(context, c, id)
    })
    .openapi(cancel, async (c) => {
      const { id } = c.req.valid('param')
      await cancelOperation(context, c.get('actor'), id)
      const { operation } = await outcomeOf(context, id, c.req.header('prefer'))
      return c.json(operation, 202, locationOf(operation))
    })
    .openapi(watch, async (c) => {
      const { id } = c.req.valid('param')
      await showOperation(context, id)
      return streamSSE(c, async (stream) => {
        const signal = AbortSignal.any([c.req.raw.signal, context.stopping])
        for await (const operation of watchOperation(context, id, signal)) {
          await stream.writeSSE({ event: 'operation', data: JSON.stringify(operation) })
        }
      })
    })
}

function declareRoutes(context: GuardParts) {
  const { reading, changing } = guard(context, 'operations')
  return {
    list: createRoute({
      ...reading('read'),
      method: 'get',
      path: '/',
      summary: 'List operations, newest first',
      request: { query: operationsQuery },
      responses: { 200: json(page, 'A page of operations'), ...problems(401, 403, 422) },
    }),
    show: createRoute({
      ...reading('read'),
      method: 'get',
      path: '/{id}',
      summary: 'Show an operation and its steps',
      request: { params },
      responses: {
        200: json(operationAnswerSchema, 'The operation'),
        ...problems(401, 403, 404),
      },
    }),
    watch: createRoute({
      ...reading('read'),
      method: 'get',
      path: '/{id}/events',
      summary: 'Stream the progress of an operation',
      request: { params },
      responses: {
        200: {
          description:
            'Server-sent events named `operation` with an Operation as data, at once and after each change until it has ended',
          content: { 'text/event-stream': { schema: z.string() } },
        },
        ...problems(401, 403, 404),
      },
    }),
    cancel: createRoute({
      ...changing('operate'),
      method: 'post',
      path: '/{id}/cancel',
      summary: 'Cancel an operation and undo its completed steps, if that is safe',
      request: { params, headers: prefer },
      responses: {
        202: json(operationAnswerSchema, 'The operation, which is being cancelled or has been'),
        ...problems(401, 403, 404, 409, 422),
      },
    }),
    retry: createRoute({
      ...changing('operate'),
      method: 'post',
      path: '/{id}/retry',
      summary:
        'Retry a failed or cancelled operation, from its first step if its steps were undone',
      request: { params, headers: prefer },
      responses: {
        200: json(
          tenantAnswerSchema,
          'The tenant, if the operation has succeeded in the time of `Prefer: wait`',
        ),
        202: json(operationAnswerSchema, 'The operation, which has started'),
        ...problems(401, 403, 404, 409, 422),
      },
    }),
  }
}
