import { createRoute, z } from '@hono/zod-openapi'
import { body, json, problems } from '@mt/shared/http/answers'
import type { Scope } from '../../api-keys/scopes.ts'
import { operationAnswerSchema } from '../../operations/record/operation-answer.ts'
import { tenantAnswerSchema } from '../../tenants/tenant-answer.ts'
import { tenantChangeSchema } from '../../verbs/tenants/change-tenant.ts'
import { listedTenantSchema, tenantsQuery } from '../../verbs/tenants/list-tenants.ts'
import { newTenantSchema } from '../../verbs/tenants/new-tenant.ts'
import { receiptSchema } from '../../verbs/tenants/show-receipt.ts'
import { prefer } from '../answers/prefer-wait.ts'
import { type GuardParts, guard } from '../guards/guard.ts'

const params = z.object({
  id: z.string().openapi({ description: 'The id or the slug of a tenant' }),
})

const page = z.object({ results: z.array(listedTenantSchema), next: z.string().nullable() })

const headers = prefer.extend({
  'if-match': z.string().optional().openapi({ description: 'The ETag that the tenant must have' }),
  'idempotency-key': z
    .string()
    .optional()
    .openapi({ description: 'Done once, however often sent' }),
})

const accepted = json(operationAnswerSchema, 'It has begun; the operation')
const done = json(tenantAnswerSchema, 'It is done; the tenant')

/** What can be asked about tenants, and how it is answered: the text of the API's description. */
export function declareTenantRoutes(context: GuardParts) {
  const { reading, changing } = guard(context, 'tenants')
  const verb = <Verb extends string>(name: Verb, summary: string, scope: Scope = 'operate') =>
    createRoute({
      ...changing(scope),
      method: 'post',
      path: `/{id}/${name}`,
      summary,
      request: { params, headers },
      responses: { 200: done, 202: accepted, ...problems(401, 403, 404, 409, 412, 422) },
    })
  return {
    create: createRoute({
      ...changing('onboard'),
      method: 'post',
      path: '/',
      summary: 'Onboard a tenant',
      request: { ...body(newTenantSchema), headers },
      responses: { 201: done, 202: accepted, ...problems(400, 401, 403, 409, 415, 422) },
    }),
    list: createRoute({
      ...reading('read'),
      method: 'get',
      path: '/',
      summary: 'The tenants, newest first, with what they used lately',
      request: { query: tenantsQuery },
      responses: { 200: json(page, 'A page'), ...problems(401, 403, 422) },
    }),
    show: createRoute({
      ...reading('read'),
      method: 'get',
      path: '/{id}',
      summary: 'A tenant; its ETag can be sent as If-Match',
      request: { params },
      responses: { 200: json(tenantAnswerSchema, 'The tenant'), ...problems(401, 403, 404) },
    }),
    receipt: createRoute({
      ...reading('read'),
      method: 'get',
      path: '/{id}/receipt',
      summary: 'What a purge removed, and where nothing was found afterwards',
      request: { params },
      responses: { 200: json(receiptSchema, 'The receipt'), ...problems(401, 403, 404) },
    }),
    change: createRoute({
      ...changing('operate'),
      method: 'patch',
      path: '/{id}',
      summary: 'Change name, slug, plan or limits of a tenant',
      request: { ...body(tenantChangeSchema), params, headers },
      responses: { 200: done, 202: accepted, ...problems(400, 401, 403, 404, 409, 412, 415, 422) },
    }),
    suspend: verb('suspend', 'Suspend a tenant: its requests are refused until it is resumed'),
    resume: verb('resume', 'Let a suspended tenant serve again'),
    archive: verb('archive', 'Put a suspended tenant away: its data stay, its requests get 410'),
    restore: verb(
      'restore',
      'Take an archived tenant back to suspended, or a deleted one to archived',
    ),
    delete: verb('delete', 'Delete an archived or failed tenant: it is purged when its grace ends'),
    purge: verb(
      'purge',
      'Remove all that there is of a deleted tenant, at once and for good',
      'admin',
    ),
  }
}
