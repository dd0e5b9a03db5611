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
  id: z.string().openapi({ description: 'Id or slug of a tenant' }),
})

const page = z.object({ results: z.array(listedTenantSchema), next: z.string().nullable() })

const headers = prefer.extend({
  'if-match': z
    .string()
    .optional()
    .openapi({ description: 'The ETag that the tenant must still have' }),
  'idempotency-key': z.string().optional().openapi({
    description: 'A request that is repeated with the same key within a day is executed only once',
  }),
})

const accepted = json(operationAnswerSchema, 'The operation, which has started')
const done = json(
  tenantAnswerSchema,
  'The tenant, if the operation has succeeded in the time of `Prefer: wait`',
)

/** Declares the routes of tenants: the text of the API's description. */
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
      summary: 'List tenants, newest first, with their recent usage',
      request: { query: tenantsQuery },
      responses: { 200: json(page, 'A page of tenants'), ...problems(401, 403, 422) },
    }),
    show: createRoute({
      ...reading('read'),
      method: 'get',
      path: '/{id}',
      summary: 'Show a tenant; its ETag can be sent as If-Match',
      request: { params },
      responses: { 200: json(tenantAnswerSchema, 'The tenant'), ...problems(401, 403, 404) },
    }),
    receipt: createRoute({
      ...reading('read'),
      method: 'get',
      path: '/{id}/receipt',
      summary: 'Show what a purge removed, and where it then found nothing left',
      request: { params },
      responses: { 200: json(receiptSchema, 'The receipt'), ...problems(401, 403, 404) },
    }),
    change: createRoute({
      ...changing('operate'),
      method: 'patch',
      path: '/{id}',
      summary: 'Change a tenant’s name, slug, plan or limits',
      request: { ...body(tenantChangeSchema), params, headers },
      responses: { 200: done, 202: accepted, ...problems(400, 401, 403, 404, 409, 412, 415, 422) },
    }),
    suspend: verb('suspend', 'Suspend a tenant: its requests are refused until it is resumed'),
    resume: verb('resume', 'Resume a suspended tenant'),
    archive: verb('archive', 'Archive a suspended tenant: its data is kept, its requests get 410'),
    restore: verb(
      'restore',
      'Restore an archived tenant to suspended, or a deleted one to archived',
    ),
    delete: verb(
      'delete',
      'Delete an archived or failed tenant: it is purged after the grace period',
    ),
    purge: verb('purge', 'Permanently remove a deleted tenant and all of its data', 'admin'),
  }
}
