import { createRoute, z } from '@hono/zod-openapi'
import { body, idParam, json, problems } from '../http/answers.ts'
import { openObject } from '../open-object.ts'
import { placementSchema } from '../placement.ts'
import { calls } from './internal-route.ts'

/** Calls that work in the scope of one tenant, on its rows. Each can be repeated. */

const tenantId = idParam('tenantId')
const identity = { placement: placementSchema, epoch: z.int().positive() }

const newAdminSchema = z.object({
  username: z.string().min(1).max(150),
  email: z.string().max(254),
  passwordHash: z.string().startsWith('$argon2id$', 'must be an Argon2id hash'),
})

/**
 * The first admin of a tenant, as the operator gave it to the control plane. The password arrives hashed.
 */
export type NewAdmin = z.infer<typeof newAdminSchema>

const adminInput = z.object({ ...identity, admin: newAdminSchema }).openapi('NewAdmin')

const commandInput = z
  .object({ ...identity, args: z.record(z.string(), z.unknown()) })
  .openapi('RunCommand')

export const createAdmin = createRoute({
  ...calls('create-admin', { about: 'tenant' }),
  method: 'put',
  path: '/internal/tenants/{tenantId}/admin',
  summary: 'Create the first admin of a tenant',
  request: { params: z.object({ tenantId }), ...body(adminInput) },
  responses: {
    200: json(openObject({ id: z.uuid() }).openapi('Created'), 'The admin exists'),
    ...problems(400, 401, 403, 409, 422, 503),
  },
})

export const runCommand = createRoute({
  ...calls('run-command', { about: 'tenant' }),
  method: 'post',
  path: '/internal/tenants/{tenantId}/commands/{command}',
  summary: 'Run a command in a tenant’s scope',
  request: {
    params: z.object({ tenantId, command: z.string().regex(/^[a-z][a-z0-9-]{0,49}$/) }),
    ...body(commandInput),
  },
  responses: {
    200: json(
      openObject({ result: z.unknown() }).openapi('CommandResult'),
      'The result of the command',
    ),
    ...problems(400, 401, 403, 404, 409, 422, 503),
  },
})
