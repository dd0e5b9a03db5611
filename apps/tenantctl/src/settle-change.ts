import type { AnswerOf, BodyOf, Route } from '@mt/control-plane-api/routes'
import { z } from 'zod'
import type { Changed, OperationAnswer, TenantAnswer } from './api/answers.ts'
import type { Request } from './api/client.ts'
import { followOperation, isOpen, requireSuccess } from './follow-operation.ts'
import { operationSheet, tenantSheet } from './output/sheets.ts'
import { option, type Tools } from './verb.ts'

/** A change that takes longer is followed by its events. */
const waitInOneCallS = 5

/** The options of every verb that starts an operation. */
export const changeOptions = [
  option('--wait', 'wait until the operation ends').default(true),
  option('--no-wait', 'print the operation and exit'),
  option(
    '--idempotency-key <key>',
    'execute the request only once, even if it is repeated with this key',
  ),
] as const

export const changeInput = z.object({ wait: z.boolean(), idempotencyKey: z.string().optional() })

export type ChangeInput = z.infer<typeof changeInput>

type ChangeRoute = {
  [R in Route]: OperationAnswer extends AnswerOf<R> ? R : never
}[Route]

/**
 * Requests a change, waits for its end and prints the tenant; with `--no-wait` it prints the operation.
 * Throws a CliError with exit code 1 if the operation fails.
 */
export async function settleChange<R extends ChangeRoute>(
  tools: Tools,
  route: R,
  { wait, idempotencyKey, ...request }: Request<BodyOf<R>> & ChangeInput,
): Promise<Changed> {
  const headers = {
    ...(wait ? { prefer: `wait=${waitInOneCallS}` } : {}),
    ...(idempotencyKey === undefined ? {} : { 'idempotency-key': idempotencyKey }),
  }
  const answer = (await tools.client.call(route, { ...request, headers })) as Changed
  const settled = wait && isOperation(answer) ? await followed(tools, answer) : answer
  tools.out.result(settled, () =>
    isOperation(settled) ? operationSheet(settled) : tenantSheet(settled),
  )
  return settled
}

async function followed(tools: Tools, begun: OperationAnswer): Promise<TenantAnswer> {
  const ended = isOpen(begun) ? await followOperation(tools, begun.id) : begun
  requireSuccess(ended)
  return tools.client.call('GET /v1/tenants/{id}', { path: { id: ended.tenant } })
}

function isOperation(answer: Changed): answer is OperationAnswer {
  return 'steps' in answer
}
