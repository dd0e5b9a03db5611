import { createRoute, z } from '@hono/zod-openapi'
import { json, problems } from '../http/answers.ts'
import { openObject } from '../open-object.ts'
import type { Quota } from '../quotas.ts'
import { calls } from './internal-route.ts'
import { inventorySchema } from './inventory.ts'

/** Calls about a service as a whole. None of them changes anything. */

const commandSchema = openObject({
  name: z.string(),
  summary: z.string(),
  args: z.array(openObject({ name: z.string(), required: z.boolean() })),
})

export const version = createRoute({
  ...calls('version', { about: 'fleet' }),
  method: 'get',
  path: '/internal/version',
  summary: 'Show the version that every tenant’s tables should have',
  responses: {
    200: json(openObject({ schemaVersion: z.string() }).openapi('SchemaVersion'), 'The version'),
    ...problems(401, 403),
  },
})

export const listCommands = createRoute({
  ...calls('list-commands', { about: 'service' }),
  method: 'get',
  path: '/internal/commands',
  summary: 'List the commands that can run in a tenant’s scope',
  responses: {
    200: json(openObject({ results: z.array(commandSchema) }).openapi('Commands'), 'The commands'),
    ...problems(401, 403),
  },
})

const quotaSchema: z.ZodType<Quota> = openObject({
  name: z.string(),
  label: z.string(),
  unit: z.string(),
  default: z.number().int().positive().optional(),
})

export const listQuotas = createRoute({
  ...calls('list-quotas', { about: 'service' }),
  method: 'get',
  path: '/internal/quotas',
  summary: 'List what plans can limit in a tenant',
  responses: {
    200: json(openObject({ results: z.array(quotaSchema) }).openapi('Quotas'), 'The quotas'),
    ...problems(401, 403),
  },
})

export const inventory = createRoute({
  // Reads every database.
  ...calls('inventory', { about: 'service', within: 60_000 }),
  method: 'get',
  path: '/internal/inventory',
  summary: 'List what all clusters contain of tenants, known or not',
  description: 'Databases, schemas and roles by name, and the tenants entered in each placement.',
  responses: {
    200: json(inventorySchema.openapi('Inventory'), 'The inventory'),
    ...problems(401, 403, 503),
  },
})
