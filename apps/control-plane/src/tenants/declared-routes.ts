import { createRoute, z } from '@hono/zod-openapi'
import { body, json, problems } from '@mt/shared/http/answers'
import { requireScope } from '../api-keys/require-scope.ts'
import type { Scope } from '../api-keys/scopes.ts'
import type { Context } from '../context.ts'
import { pageQuery } from '../http/cursor.ts'
import { operationAnswerSchema } from '../operations/operation-answer.ts'
import { tenantChangeSchema } from './change-tenant.ts'
import { newTenantSchema } from './new-tenant.ts'
import { tenantAnswerSchema } from './tenant-answer.ts'

const params = z.object({
  id: z.string().openapi({ description: 'The id or the slug of a tenant' }),
})

const page = z.object({ results: z.array(tenantAnswerSchema), next: z.string().nullable() })

const prefer = z.object({
  prefer: z.string().optional().openapi({ description: 'wait=N: wait N seconds for the outcome' }),
})

const accepted = json(operationAnswerSchema, 'It has begun; the operation')
const done = json(tenantAnswerSchema, 'It is done; the tenant')

/** What can be asked about tenants, and how it is answered: the text of the API's description. */
export function declareTenantRoutes({ orm }: Context) {
  const common = { tags: ['tenants'], security: [{ apiKey: [] }] }
  const scoped = (scope: Scope) => ({ ...common, middleware: [requireScope(orm, scope)] })
  const verb = <Verb extends string>(name: Verb, summary: string) =>
    createRoute({
      ...scoped('operate'),
      method: 'post',
      path: `/{id}/${name}`,
      summary,
      request: { params, headers: prefer },
      responses: { 200: done, 202: accepted, ...problems(401, 403, 404, 409) },
    })
  return {
    create: createRoute({
      ...scoped('onboard'),
      method: 'post',
      path: '/',
      summary: 'Onboard a tenant',
      request: { ...body(newTenantSchema), headers: prefer },
      responses: { 201: done, 202: accepted, ...problems(400, 401, 403, 409, 415, 422) },
    }),
    list: createRoute({
      ...scoped('read'),
      method: 'get',
      path: '/',
      summary: 'The tenants, newest first',
      request: { query: pageQuery },
      responses: { 200: json(page, 'A page'), ...problems(401, 403, 422) },
    }),
    show: createRoute({
      ...scoped('read'),
      method: 'get',
      path: '/{id}',
      summary: 'A tenant',
      request: { params },
      responses: { 200: json(tenantAnswerSchema, 'The tenant'), ...problems(401, 403, 404) },
    }),
    change: createRoute({
      ...scoped('operate'),
      method: 'patch',
      path: '/{id}',
      summary: 'Change what a tenant is called',
      request: { ...body(tenantChangeSchema), params, headers: prefer },
      responses: { 200: done, 202: accepted, ...problems(400, 401, 403, 404, 409, 415, 422) },
    }),
    suspend: verb('suspend', 'Suspend a tenant: its requests are refused until it is resumed'),
    resume: verb('resume', 'Let a suspended tenant serve again'),
  }
}
