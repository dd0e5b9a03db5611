import { z } from 'zod'
import { sheetOf } from '../../output/table.ts'
import { verb } from '../../verb.ts'

export const fleetCounts = verb({
  name: 'fleet counts',
  summary: 'Count the tenants by status and isolation model',
  routes: ['GET /v1/fleet/counts'],
  input: z.object({}),
  async run({ client, out }) {
    const counts = await client.call('GET /v1/fleet/counts')
    out.result(counts, () =>
      sheetOf([
        ['tenants', counts.tenants],
        ...counts.byStatus.map(({ status, tenants }) => [status, tenants] as const),
        ...counts.byModel.map(({ model, tenants }) => [`model ${model}`, tenants] as const),
      ]),
    )
  },
})
