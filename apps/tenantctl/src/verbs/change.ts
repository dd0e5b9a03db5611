import { z } from 'zod'
import { usageError } from '../errors.ts'
import { parseLimits } from '../parse-limits.ts'
import { changeInput, changeOptions, settleChange } from '../settle-change.ts'
import { option, verb } from '../verb.ts'

export const change = verb({
  name: 'change',
  summary: 'Change a tenant’s plan or limits',
  takes: '<tenant>',
  options: [
    option('--plan <plan>', 'name of the new plan'),
    option(
      '--limits <limits>',
      'limits that replace the plan’s: requestsPerSecond=20,burst=none,…; see quotas',
    ),
    option('--plan-limits', 'use the plan’s limits again'),
    ...changeOptions,
  ],
  routes: ['PATCH /v1/tenants/{id}'],
  input: changeInput.extend({
    tenant: z.string(),
    plan: z.string().optional(),
    limits: z.string().optional(),
    planLimits: z.boolean().default(false),
  }),
  async run(tools, { tenant, plan, limits, planLimits, wait, idempotencyKey }) {
    if (plan === undefined && limits === undefined && !planLimits) {
      throw usageError('one of --plan, --limits and --plan-limits is required')
    }
    const changed = limits === undefined ? undefined : parseLimits(limits)
    const body = { plan, limits: planLimits ? {} : changed }
    const request = { path: { id: tenant }, body, wait, idempotencyKey }
    await settleChange(tools, 'PATCH /v1/tenants/{id}', request)
  },
})
