import { z } from 'zod'
import { changeInput, changeOptions, settleChange } from '../../settle-change.ts'
import { verb } from '../../verb.ts'

export const removeDomain = verb({
  name: 'domains remove',
  summary: 'Remove a host from a tenant',
  takes: '<tenant> <host>',
  options: changeOptions,
  routes: ['DELETE /v1/tenants/{id}/domains/{host}'],
  input: changeInput.extend({ tenant: z.string(), host: z.string() }),
  run: (tools, { tenant, host, ...waiting }) => {
    const request = { path: { id: tenant, host }, ...waiting }
    return settleChange(tools, 'DELETE /v1/tenants/{id}/domains/{host}', request)
  },
})
