import { z } from 'zod'
import { changeInput, changeOptions, settleChange } from '../../settle-change.ts'
import { verb } from '../../verb.ts'

export const addDomain = verb({
  name: 'domains add',
  summary: 'Add a host to a tenant',
  takes: '<tenant> <host>',
  options: changeOptions,
  routes: ['POST /v1/tenants/{id}/domains'],
  input: changeInput.extend({ tenant: z.string(), host: z.string() }),
  run: (tools, { tenant, host, ...waiting }) => {
    const request = { path: { id: tenant }, body: { host }, ...waiting }
    return settleChange(tools, 'POST /v1/tenants/{id}/domains', request)
  },
})
