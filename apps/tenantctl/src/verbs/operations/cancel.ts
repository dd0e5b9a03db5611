import { z } from 'zod'
import { CliError } from '../../errors.ts'
import { exitCodes } from '../../exit-codes.ts'
import { followOperation, isOpen } from '../../follow-operation.ts'
import { operationSheet } from '../../output/sheets.ts'
import { option, verb } from '../../verb.ts'

export const cancelOperation = verb({
  name: 'operations cancel',
  summary: 'Give an operation up and undo what it has done, where that is safe',
  takes: '<operation>',
  options: [
    option('--wait', 'wait until it is undone (the default)').default(true),
    option('--no-wait', 'tell the operation and go'),
  ],
  routes: ['POST /v1/operations/{id}/cancel'],
  input: z.object({ operation: z.string(), wait: z.boolean() }),
  async run(tools, { operation: id, wait }) {
    const begun = await tools.client.call('POST /v1/operations/{id}/cancel', { path: { id } })
    const seen = wait && isOpen(begun) ? await followOperation(tools, id) : begun
    tools.out.result(seen, () => operationSheet(seen))
    if (isOpen(seen) || seen.state === 'cancelled') return
    throw new CliError(exitCodes.failed, `it could not be cancelled any more: it is ${seen.state}`)
  },
})
