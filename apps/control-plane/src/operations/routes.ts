import { createRoute, z } from '@hono/zod-openapi'
import { json, problems } from '@mt/shared/http/answers'
import { requireScope } from '../api-keys/require-scope.ts'
import type { Scope } from '../api-keys/scopes.ts'
import type { Context } from '../context.ts'
import { newRouter } from '../http/router.ts'
import { tenantAnswerSchema } from '../tenants/tenant-answer.ts'
import { listOperations, operationsQuery } from './list-operations.ts'
import { operationAnswerSchema } from './operation-answer.ts'
import { locationOf, outcomeOf } from './outcome.ts'
import { retryOperation } from './retry-operation.ts'
import { showOperation } from './show-operation.ts'

const params = z.object({ id: z.string().openapi({ description: 'The id of an operation' }) })

const page = z.object({ results: z.array(operationAnswerSchema), next: z.string().nullable() })

/** The operations: what is being done to tenants, and how far it is. */
export function operationRoutes(context: Context) {
  const { list, show, retry } = declareRoutes(context)
  return newRouter()
    .openapi(list, async (c) => c.json(await listOperations(context, c.req.valid('query')), 200))
    .openapi(show, async (c) => c.json(await showOperation(context, c.req.valid('param').id), 200))
    .openapi(retry, async (c) => {
      const { id } = c.req.valid('param')
      await retryOperation(context, c.get('actor'), id)
      const { operation, tenant } = await outcomeOf(context, id, c.req.header('prefer'))
      if (tenant) return c.json(tenant, 200)
      return c.json(operation, 202, locationOf(operation))
    })
}

function declareRoutes({ orm }: Context) {
  const common = (scope: Scope) => ({
    tags: ['operations'],
    security: [{ apiKey: [] }],
    middleware: [requireScope(orm, scope)],
  })
  return {
    list: createRoute({
      ...common('read'),
      method: 'get',
      path: '/',
      summary: 'The operations, newest first',
      request: { query: operationsQuery },
      responses: { 200: json(page, 'A page'), ...problems(401, 403, 422) },
    }),
    show: createRoute({
      ...common('read'),
      method: 'get',
      path: '/{id}',
      summary: 'An operation and how far its steps are',
      request: { params },
      responses: {
        200: json(operationAnswerSchema, 'The operation'),
        ...problems(401, 403, 404),
      },
    }),
    retry: createRoute({
      ...common('operate'),
      method: 'post',
      path: '/{id}/retry',
      summary: 'Begin an operation that has failed anew',
      request: { params },
      responses: {
        200: json(tenantAnswerSchema, 'It has succeeded; the tenant'),
        202: json(operationAnswerSchema, 'It goes on; the operation'),
        ...problems(401, 403, 404, 409),
      },
    }),
  }
}
