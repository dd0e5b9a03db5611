import { z } from 'zod'
import { tenantSheet } from '../output/sheets.ts'
import { verb } from '../verb.ts'

export const show = verb({
  name: 'show',
  summary: 'Show a tenant',
  takes: '<tenant>',
  routes: ['GET /v1/tenants/{id}'],
  input: z.object({ tenant: z.string() }),
  async run({ client, out }, { tenant }) {
    const found = await client.call('GET /v1/tenants/{id}', { path: { id: tenant } })
    out.result(found, () => tenantSheet(found))
  },
})
