import { z } from 'zod'
import { usageError } from '../errors.ts'
import { changeInput, changeOptions, settleChange } from '../settle-change.ts'
import { option, verb } from '../verb.ts'

export const purge = verb({
  name: 'purge',
  summary: 'Permanently remove a deleted tenant and all of its data',
  takes: '<tenant>',
  options: [option('--yes', 'confirm; the data cannot be recovered'), ...changeOptions],
  routes: ['POST /v1/tenants/{id}/purge'],
  input: changeInput.extend({ tenant: z.string(), yes: z.boolean().default(false) }),
  async run(tools, { tenant, yes, ...waiting }) {
    if (!yes) throw usageError(`purging ${tenant} cannot be undone; confirm with --yes`)
    const request = { path: { id: tenant }, ...waiting }
    const settled = await settleChange(tools, 'POST /v1/tenants/{id}/purge', request)
    if ('slug' in settled)
      tools.out.note(`to see what was removed: tenantctl receipt ${settled.id}`)
  },
})
