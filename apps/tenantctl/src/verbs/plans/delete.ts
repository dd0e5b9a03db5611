import { z } from 'zod'
import { verb } from '../../verb.ts'

export const deletePlan = verb({
  name: 'plans delete',
  summary: 'Delete a plan that no tenant uses',
  takes: '<plan>',
  routes: ['DELETE /v1/plans/{id}'],
  input: z.object({ plan: z.string() }),
  async run({ client, out }, { plan }) {
    await client.call('DELETE /v1/plans/{id}', { path: { id: plan } })
    out.result({ deleted: plan }, () => `deleted plan ${plan}`)
  },
})
