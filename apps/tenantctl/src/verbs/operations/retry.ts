import { z } from 'zod'
import { changeInput, changeOptions, settleChange } from '../../settle-change.ts'
import { verb } from '../../verb.ts'

export const retryOperation = verb({
  name: 'operations retry',
  summary: 'Retry a failed or cancelled operation',
  takes: '<operation>',
  options: changeOptions,
  routes: ['POST /v1/operations/{id}/retry'],
  input: changeInput.extend({ operation: z.string() }),
  run: (tools, { operation, ...waiting }) => {
    const request = { path: { id: operation }, ...waiting }
    return settleChange(tools, 'POST /v1/operations/{id}/retry', request)
  },
})
