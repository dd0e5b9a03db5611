import { z } from 'zod'
import { tenantIdOf } from '../../api/list-all.ts'
import { limitInput, listOptions, printList } from '../../list-verb.ts'
import { operationColumns } from '../../output/sheets.ts'
import { option, verb } from '../../verb.ts'

export const listOperations = verb({
  name: 'operations list',
  summary: 'List operations, newest first',
  options: [
    option('--tenant <tenant>', 'only operations of this tenant'),
    option('--state <state>', 'only this state: pending, running, succeeded, failed or cancelled'),
    option('--kind <kind>', 'only this kind: onboard, suspend, purge, …'),
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
    await printList(tools, 'GET /v1/operations', listing)
  },
})
