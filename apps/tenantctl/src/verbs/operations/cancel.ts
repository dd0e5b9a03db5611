import { z } from 'zod'
import { CliError } from '../../errors.ts'
import { exitCodes } from '../../exit-codes.ts'
import { followOperation, isOpen } from '../../follow-operation.ts'
import { operationSheet } from '../../output/sheets.ts'
import { option, verb } from '../../verb.ts'

export const cancelOperation = verb({
  name: 'operations cancel',
  summary: 'Cancel an operation and undo its steps, if that is safe',
  takes: '<operation>',
  options: [
    option('--wait', 'wait until it is undone').default(true),
    option('--no-wait', 'print the operation and exit'),
  ],
  routes: ['POST /v1/operations/{id}/cancel'],
  input: z.object({ operation: z.string(), wait: z.boolean() }),
  async run(tools, { operation: id, wait }) {
    const begun = await tools.client.call('POST /v1/operations/{id}/cancel', { path: { id } })
    const seen = wait && isOpen(begun) ? await followOperation(tools, id) : begun
    tools.out.result(seen, () => operationSheet(seen))
    if (isOpen(seen) || seen.state === 'cancelled') return
    throw new CliError(exitCodes.failed, `too late to cancel: the operation is ${seen.state}`)
  },
})
