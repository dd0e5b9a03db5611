import { z } from 'zod'
import { planSheet } from '../../output/plan-sheets.ts'
import { parseLimits } from '../../parse-limits.ts'
import { option, verb } from '../../verb.ts'

export const changePlan = verb({
  name: 'plans change',
  summary: 'Change a plan, for all tenants that have it',
  takes: '<plan>',
  options: [
    option('--name <name>', 'its new name'),
    option('--limits <limits>', 'all of its limits: what is not named is not limited; see quotas'),
    option('--default', 'for tenants that are onboarded without a plan'),
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
