import { z } from 'zod'
import { planSheet } from '../../output/plan-sheets.ts'
import { parseLimits } from '../../parse-limits.ts'
import { option, verb } from '../../verb.ts'

export const createPlan = verb({
  name: 'plans create',
  summary: 'Create a plan',
  takes: '<name>',
  options: [
    option(
      '--limits <limits>',
      'its limits: requestsPerSecond=20,burst=40,models=shared+schema,…; see quotas',
    ),
    option('--default', 'use it for tenants that are onboarded without a plan'),
  ],
  routes: ['POST /v1/plans'],
  input: z.object({
    name: z.string(),
    limits: z.string().optional(),
    default: z.boolean().optional(),
  }),
  async run({ client, out }, { name, limits, ...rest }) {
    const body = { name, limits: limits === undefined ? {} : parseLimits(limits), ...rest }
    const made = await client.call('POST /v1/plans', { body })
    out.result(made, () => planSheet(made))
  },
})
