import { z } from 'zod'
import { followOperation, requireSuccess } from '../../follow-operation.ts'
import { operationSheet } from '../../output/sheets.ts'
import { verb } from '../../verb.ts'

export const watchOperation = verb({
  name: 'operations watch',
  summary: 'Follow an operation until it ends',
  takes: '<operation>',
  routes: ['GET /v1/operations/{id}/events'],
  input: z.object({ operation: z.string() }),
  async run(tools, { operation }) {
    const ended = await followOperation(tools, operation)
    tools.out.result(ended, () => operationSheet(ended))
    requireSuccess(ended)
  },
})
