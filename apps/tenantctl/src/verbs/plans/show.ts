import { z } from 'zod'
import { planSheet } from '../../output/plan-sheets.ts'
import { verb } from '../../verb.ts'

export const showPlan = verb({
  name: 'plans show',
  summary: 'Show a plan',
  takes: '<plan>',
  routes: ['GET /v1/plans/{id}'],
  input: z.object({ plan: z.string() }),
  async run({ client, out }, { plan }) {
    const found = await client.call('GET /v1/plans/{id}', { path: { id: plan } })
    out.result(found, () => planSheet(found))
  },
})
