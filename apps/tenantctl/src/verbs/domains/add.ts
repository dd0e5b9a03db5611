import { z } from 'zod'
import { changeInput, changeOptions, settleChange } from '../../settle-change.ts'
import { verb } from '../../verb.ts'
import { noteDomain } from './note-domain.ts'

export const addDomain = verb({
  name: 'domains add',
  summary: 'Add a custom domain to a tenant; it is served once its DNS record is seen',
  takes: '<tenant> <host>',
  options: changeOptions,
  routes: ['POST /v1/tenants/{id}/domains'],
  help: 'Example:\n  tenantctl domains add sif polls.example.org\n  tenantctl domains show sif polls.example.org    # the record to set',
  input: changeInput.extend({ tenant: z.string(), host: z.string() }),
  async run(tools, { tenant, host, ...waiting }) {
    const request = { path: { id: tenant }, body: { host }, ...waiting }
    await settleChange(tools, 'POST /v1/tenants/{id}/domains', request)
    if (waiting.wait) await noteDomain(tools, tenant, host)
  },
})
