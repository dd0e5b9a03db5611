import { z } from 'zod'
import { limitInput, listOptions, printList } from '../list-verb.ts'
import { tenantColumns } from '../output/sheets.ts'
import { option, verb } from '../verb.ts'

export const list = verb({
  name: 'list',
  summary: 'List tenants, newest first',
  options: [
    option(
      '--status <status>',
      'only tenants with this status: active, suspended, archived, deleted, failed, …',
    ),
    option(
      '--model <model>',
      'only tenants with this isolation model: shared, schema, database or dedicated',
    ),
    option('--plan <plan>', 'only tenants with this plan'),
    option('--q <text>', 'only tenants whose slug or name contains this text'),
    option('--sort <order>', 'sort by newest, oldest or slug'),
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
    printList(tools, 'GET /v1/tenants', { limit, query, columns: tenantColumns }),
})
