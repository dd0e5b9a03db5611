import { z } from 'zod'
import { planSheet } from '../../output/plan-sheets.ts'
import { parseLimits } from '../../parse-limits.ts'
import { option, verb } from '../../verb.ts'

export const changePlan = verb({
  name: 'plans change',
  summary: 'Change a plan for all of its tenants',
  takes: '<plan>',
  options: [
    option('--name <name>', 'new name'),
    option(
      '--limits <limits>',
      'all limits of the plan; a limit that is not listed is removed; see quotas',
    ),
    option('--default', 'use it for tenants that are onboarded without a plan'),
  ],
  routes: ['PATCH /v1/plans/{id}'],
  input: z.object({
    plan: z.string(),
    name: z.string().optional(),
    limits: z.string().optional(),
    default: z.boolean().optional(),
  }),
  async run({ client, out }, { plan, limits, ...rest }) {
    const body = { ...rest, ...(limits === undefined ? {} : { limits: parseLimits(limits) }) }
    const changed = await client.call('PATCH /v1/plans/{id}', { path: { id: plan }, body })
    out.result(changed, () => planSheet(changed))
  },
})
