import { z } from 'zod'
import { usageError } from '../errors.ts'
import { changeInput, changeOptions, settleChange } from '../settle-change.ts'
import { option, verb } from '../verb.ts'

export const purge = verb({
  name: 'purge',
  summary: 'Remove all that there is of a deleted tenant, at once and for good',
  takes: '<tenant>',
  options: [option('--yes', 'it is meant: nothing brings the data back'), ...changeOptions],
  routes: ['POST /v1/tenants/{id}/purge'],
  input: changeInput.extend({ tenant: z.string(), yes: z.boolean().default(false) }),
  async run(tools, { tenant, yes, ...waiting }) {
    if (!yes) throw usageError(`purging ${tenant} cannot be undone; say --yes if it is meant`)
    const request = { path: { id: tenant }, ...waiting }
    const settled = await settleChange(tools, 'POST /v1/tenants/{id}/purge', request)
    if ('slug' in settled) tools.out.note(`what was removed: tenantctl receipt ${settled.id}`)
  },
})
