import { createRoute, z } from '@hono/zod-openapi'
import { body, json, problems } from '@mt/shared/http/answers'
import {
  apiKeyAnswerSchema,
  madeApiKeySchema,
  newApiKeySchema,
} from '../../api-keys/api-key-answer.ts'
import { createApiKey } from '../../verbs/api-keys/create-api-key.ts'
import { listApiKeys } from '../../verbs/api-keys/list-api-keys.ts'
import { revokeApiKey } from '../../verbs/api-keys/revoke-api-key.ts'
import { pageQuery } from '../../verbs/page.ts'
import { type GuardParts, guard } from '../guards/guard.ts'
import { newRouter } from '../guards/router.ts'

const params = z.object({ id: z.string().openapi({ description: 'Id or name of an API key' }) })
const page = z.object({ results: z.array(apiKeyAnswerSchema), next: z.string().nullable() })

export function apiKeyRoutes(context: GuardParts) {
  const { list, create, revoke } = declareRoutes(context)
  return newRouter()
    .openapi(list, async (c) => c.json(await listApiKeys(context, c.req.valid('query')), 200))
    .openapi(create, async (c) => {
      const made = await createApiKey(context, c.get('actor'), c.req.valid('json'))
      c.set('secretFields', ['key'])
      return c.json(made, 201, { 'cache-control': 'no-store' })
    })
    .openapi(revoke, async (c) => {
      await revokeApiKey(context, c.get('actor'), c.req.valid('param').id)
      return c.body(null, 204)
    })
}

function declareRoutes(context: GuardParts) {
  const { reading, changing } = guard(context, 'api-keys')
  return {
    list: createRoute({
      ...reading('admin'),
      method: 'get',
      path: '/',
      summary: 'List API keys, newest first, without their secrets',
      request: { query: pageQuery },
      responses: { 200: json(page, 'A page of API keys'), ...problems(401, 403, 422) },
    }),
    create: createRoute({
      ...changing('admin'),
      method: 'post',
      path: '/',
      summary: 'Create an API key; only this answer contains the key itself',
      request: body(newApiKeySchema),
      responses: {
        201: json(madeApiKeySchema, 'The key'),
        ...problems(400, 401, 403, 409, 415, 422),
      },
    }),
    revoke: createRoute({
      ...changing('admin'),
      method: 'delete',
      path: '/{id}',
      summary: 'Revoke an API key',
      request: { params },
      responses: { 204: { description: 'Revoked' }, ...problems(401, 403, 404, 409, 422) },
    }),
  }
}
