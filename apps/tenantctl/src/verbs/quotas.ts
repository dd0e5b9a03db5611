import type { Schemas } from '@mt/control-plane-api/client'
import { z } from 'zod'
import { type Columns, tableOf } from '../output/table.ts'
import { verb } from '../verb.ts'

const columns: Columns<Schemas['Quota']> = [
  ['quota', ({ name }) => name],
  ['counts', ({ unit }) => unit],
  ['default', (quota) => String(quota.default ?? 'none')],
]

export const quotas = verb({
  name: 'quotas',
  summary: 'List the quotas that plans can limit',
  routes: ['GET /v1/quotas'],
  input: z.object({}),
  async run({ client, out }) {
    const all = await client.call('GET /v1/quotas')
    out.result(all, () => tableOf(columns, all.results))
  },
})
