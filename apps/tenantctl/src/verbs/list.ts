import { z } from 'zod'
import { limitInput, listOptions, tellList } from '../list-verb.ts'
import { tenantColumns } from '../output/sheets.ts'
import { option, verb } from '../verb.ts'

export const list = verb({
  name: 'list',
  summary: 'The tenants, newest first',
  options: [
    option('--status <status>', 'active, suspended, archived, deleted, failed, …'),
    option('--model <model>', 'shared, schema, database or dedicated'),
    option('--plan <plan>', 'the name of a plan'),
    option('--q <text>', 'a part of slug or name'),
    option('--sort <order>', 'newest, oldest or slug'),
    ...listOptions,
  ],
  routes: ['GET /v1/tenants'],
  input: z.object({
    status: z.string().optional(),
    model: z.string().optional(),
    plan: z.string().optional(),
    q: z.string().optional(),
    sort: z.string().optional(),
    ...limitInput,
  }),
  run: (tools, { limit, ...query }) =>
    tellList(tools, 'GET /v1/tenants', { limit, query, columns: tenantColumns }),
})
