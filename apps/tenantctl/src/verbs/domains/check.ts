import { z } from 'zod'
import { changeInput, changeOptions, settleChange } from '../../settle-change.ts'
import { verb } from '../../verb.ts'
import { noteDomain } from './note-domain.ts'

export const checkDomain = verb({
  name: 'domains check',
  summary:
    'Search for the DNS record of a custom domain now; it is served once the record is there',
  takes: '<tenant> <host>',
  options: changeOptions,
  routes: ['POST /v1/tenants/{id}/domains/{host}/check'],
  help: 'The control plane also checks by itself: pending domains every minute at first, active ones daily.',
  input: changeInput.extend({ tenant: z.string(), host: z.string() }),
  async run(tools, { tenant, host, ...waiting }) {
    const request = { path: { id: tenant, host }, ...waiting }
    await settleChange(tools, 'POST /v1/tenants/{id}/domains/{host}/check', request)
    if (waiting.wait) await noteDomain(tools, tenant, host)
  },
})
