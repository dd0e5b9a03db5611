import { z } from 'zod'
import { domainSheet } from '../../output/domain-sheet.ts'
import { verb } from '../../verb.ts'
import { findDomain } from './note-domain.ts'

export const showDomain = verb({
  name: 'domains show',
  summary: 'Show a host of a tenant, with the DNS record that proves it',
  takes: '<tenant> <host>',
  routes: ['GET /v1/tenants/{id}/domains'],
  input: z.object({ tenant: z.string(), host: z.string() }),
  async run(tools, { tenant, host }) {
    const domain = await findDomain(tools, tenant, host)
    tools.out.result(domain, () => domainSheet(domain))
  },
})
