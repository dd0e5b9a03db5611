import { z } from 'zod'
import { verb } from '../../verb.ts'

export const deletePlan = verb({
  name: 'plans delete',
  summary: 'Remove a plan that no tenant has',
  takes: '<plan>',
  routes: ['DELETE /v1/plans/{id}'],
  input: z.object({ plan: z.string() }),
  async run({ client, out }, { plan }) {
    await client.call('DELETE /v1/plans/{id}', { path: { id: plan } })
    out.result({ deleted: plan }, () => `the plan ${plan} is gone`)
  },
})
