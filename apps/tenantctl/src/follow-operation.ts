import type { OperationAnswer } from './api/answers.ts'
import { CliError } from './errors.ts'
import { exitCodes } from './exit-codes.ts'
import type { Progress } from './output/progress.ts'
import type { Tools } from './verb.ts'
import { watchUntilEnded } from './watch-until-ended.ts'

/** Shows the progress of an operation until it ends. */
export function followOperation(tools: Tools, id: string): Promise<OperationAnswer> {
  return watchUntilEnded(tools, 'GET /v1/operations/{id}/events', { id, progressOf })
}

/** Whether the operation has not ended yet. */
export function isOpen({ state }: OperationAnswer): boolean {
  return state === 'pending' || state === 'running'
}

/** Throws a CliError unless the operation succeeded. */
export function requireSuccess({ id, kind, state, error }: OperationAnswer): void {
  if (state === 'succeeded') return
  const reason = error ? `: ${error}` : ''
  const advice = `see: tenantctl operations show ${id}`
  throw new CliError(exitCodes.failed, `operation ${id} (${kind}) is ${state}${reason}\n${advice}`)
}

/** `onboard 1/3: create-admin, attempt 2: the data plane cannot be reached`. */
function progressOf({ kind, state, progress, steps }: OperationAnswer): Progress {
  const { done, of } = progress
  const step = steps.find((each) => each.state !== 'succeeded')
  const attempt = step && step.attempts > 1 ? `, attempt ${step.attempts}` : ''
  const error = step?.error ? `: ${step.error}` : ''
  const where = step ? `${step.name}${attempt}${error}` : state
  return { done, of, caption: `${kind} ${done}/${of}: ${where}` }
}
