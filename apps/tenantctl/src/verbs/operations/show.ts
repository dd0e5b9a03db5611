import { z } from 'zod'
import { operationSheet } from '../../output/sheets.ts'
import { verb } from '../../verb.ts'

export const showOperation = verb({
  name: 'operations show',
  summary: 'Show an operation and its steps',
  takes: '<operation>',
  routes: ['GET /v1/operations/{id}'],
  input: z.object({ operation: z.string() }),
  async run({ client, out }, { operation }) {
    const found = await client.call('GET /v1/operations/{id}', { path: { id: operation } })
    out.result(found, () => operationSheet(found))
  },
})
