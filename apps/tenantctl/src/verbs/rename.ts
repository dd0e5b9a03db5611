import { z } from 'zod'
import { usageError } from '../errors.ts'
import { changeInput, changeOptions, settleChange } from '../settle-change.ts'
import { option, verb } from '../verb.ts'

export const rename = verb({
  name: 'rename',
  summary: 'Change a tenant’s name, or its slug and with it its host',
  takes: '<tenant>',
  options: [
    option('--name <name>', 'new display name'),
    option('--slug <slug>', 'new slug; the old one stays reserved and redirects'),
    option(
      '--redirect-days <days>',
      'how long the old host redirects (default: until it is removed)',
    ),
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
      throw usageError('--name or --slug is required')
    const request = { path: { id: tenant }, body, wait, idempotencyKey }
    await settleChange(tools, 'PATCH /v1/tenants/{id}', request)
  },
})
