import { z } from 'zod'
import { tenantIdOf } from '../../api/list-all.ts'
import { limitInput, listOptions, tellList } from '../../list-verb.ts'
import { operationColumns } from '../../output/sheets.ts'
import { option, verb } from '../../verb.ts'

export const listOperations = verb({
  name: 'operations list',
  summary: 'The operations, newest first',
  options: [
    option('--tenant <tenant>', 'of one tenant'),
    option('--state <state>', 'pending, running, succeeded, failed or cancelled'),
    option('--kind <kind>', 'onboard, suspend, purge, …'),
    ...listOptions,
  ],
  routes: ['GET /v1/operations'],
  input: z.object({
    tenant: z.string().optional(),
    state: z.string().optional(),
    kind: z.string().optional(),
    ...limitInput,
  }),
  async run(tools, { limit, tenant: named, ...rest }) {
    const tenant = named === undefined ? undefined : await tenantIdOf(tools.client, named)
    const listing = { limit, query: { tenant, ...rest }, columns: operationColumns }
    await tellList(tools, 'GET /v1/operations', listing)
  },
})
