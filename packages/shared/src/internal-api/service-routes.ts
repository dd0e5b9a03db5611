import { createRoute, z } from '@hono/zod-openapi'
import { json, problems } from '../http/answers.ts'
import { openObject } from '../open-object.ts'
import type { Quota } from '../quotas.ts'
import { calls } from './internal-route.ts'
import { inventorySchema } from './inventory.ts'

/** What is asked of a service as a whole. Nothing of it changes anything. */

const commandSchema = openObject({
  name: z.string(),
  summary: z.string(),
  args: z.array(openObject({ name: z.string(), required: z.boolean() })),
})

export const version = createRoute({
  ...calls('version', { about: 'fleet' }),
  method: 'get',
  path: '/internal/version',
  summary: 'The version that every tenant’s tables should have',
  responses: {
    200: json(openObject({ schemaVersion: z.string() }).openapi('SchemaVersion'), 'The version'),
    ...problems(401, 403),
  },
})

export const listCommands = createRoute({
  ...calls('list-commands', { about: 'service' }),
  method: 'get',
  path: '/internal/commands',
  summary: 'The commands that can be run in a tenant’s scope',
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
  summary: 'What plans can limit in a tenant',
  responses: {
    200: json(openObject({ results: z.array(quotaSchema) }).openapi('Quotas'), 'The quotas'),
    ...problems(401, 403),
  },
})

export const inventory = createRoute({
  // It looks into every database.
  ...calls('inventory', { about: 'service', within: 60_000 }),
  method: 'get',
  path: '/internal/inventory',
  summary: 'What all clusters have of tenants, known or not',
  description: 'Databases, schemas and roles by name, and who is entered where.',
  responses: {
    200: json(inventorySchema.openapi('Inventory'), 'What there is'),
    ...problems(401, 403, 503),
  },
})
