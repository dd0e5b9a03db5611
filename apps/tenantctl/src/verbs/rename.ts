import { z } from 'zod'
import { usageError } from '../errors.ts'
import { changeInput, changeOptions, settleChange } from '../settle-change.ts'
import { option, verb } from '../verb.ts'

export const rename = verb({
  name: 'rename',
  summary: 'Give a tenant another name, or another slug and with it another host',
  takes: '<tenant>',
  options: [
    option('--name <name>', 'what it is called'),
    option('--slug <slug>', 'its new slug; the old one stays reserved and redirects'),
    option('--redirect-days <days>', 'for how long; without it until the domain is removed'),
    ...changeOptions,
  ],
  routes: ['PATCH /v1/tenants/{id}'],
  input: changeInput.extend({
    tenant: z.string(),
    name: z.string().optional(),
    slug: z.string().optional(),
    redirectDays: z.coerce.number('must be a number of days').optional(),
  }),
  async run(tools, { tenant, wait, idempotencyKey, ...body }) {
    if (body.name === undefined && body.slug === undefined)
      throw usageError('give --name or --slug')
    const request = { path: { id: tenant }, body, wait, idempotencyKey }
    await settleChange(tools, 'PATCH /v1/tenants/{id}', request)
  },
})
