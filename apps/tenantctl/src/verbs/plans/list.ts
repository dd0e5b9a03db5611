import { z } from 'zod'
import { planColumns } from '../../output/plan-sheets.ts'
import { tableOf } from '../../output/table.ts'
import { verb } from '../../verb.ts'

export const listPlans = verb({
  name: 'plans list',
  summary: 'List plans by name',
  routes: ['GET /v1/plans'],
  input: z.object({}),
  async run({ client, out }) {
    const all = await client.call('GET /v1/plans')
    out.result(all, () => tableOf(planColumns, all.results))
  },
})
