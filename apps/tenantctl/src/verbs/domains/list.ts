import type { Schemas } from '@mt/control-plane-api/client'
import { z } from 'zod'
import { type Columns, tableOf } from '../../output/table.ts'
import { verb } from '../../verb.ts'

const columns: Columns<Schemas['Domain']> = [
  ['host', ({ host }) => host],
  ['kind', ({ kind }) => kind],
  ['state', ({ state }) => state],
  ['until', ({ expiresAt }) => expiresAt],
  ['since', ({ createdAt }) => createdAt],
  ['reason', ({ reason }) => reason],
]

export const listDomains = verb({
  name: 'domains list',
  summary: 'List a tenant’s hosts, including those that redirect and those that are not proven yet',
  takes: '<tenant>',
  routes: ['GET /v1/tenants/{id}/domains'],
  input: z.object({ tenant: z.string() }),
  async run({ client, out }, { tenant }) {
    const all = await client.call('GET /v1/tenants/{id}/domains', { path: { id: tenant } })
    out.result(all, () => tableOf(columns, all.results))
  },
})
