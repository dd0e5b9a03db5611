import type { Schemas } from '@mt/control-plane-api/client'
import { type ExitCode, exitCodes } from './exit-codes.ts'

type ProblemDocument = Schemas['Problem']

/** A reason to end, with the exit code that tells which sort it is. */
export class CliError extends Error {
  override name = 'CliError'
  readonly exitCode: ExitCode
  /** What the control plane answered, where it did. */
  readonly problem: ProblemDocument | undefined

  constructor(exitCode: ExitCode, message: string, problem?: ProblemDocument) {
    super(message)
    this.exitCode = exitCode
    this.problem = problem
  }
}

export function usageError(message: string): CliError {
  return new CliError(exitCodes.usage, message)
}

export function away(message: string, problem?: ProblemDocument): CliError {
  return new CliError(exitCodes.away, message, problem)
}

/** The refusal of a request, in the words of its problem document, each field on a line of its own. */
export function refused(problem: ProblemDocument, hint?: string): CliError {
  const fields = (problem.errors ?? []).map(({ field, message }) => `  ${field} ${message}`)
  const head = `${problem.code}: ${problem.detail ?? problem.title}`
  const lines = [head, ...fields, ...(hint ? [hint] : [])]
  return new CliError(exitCodes.refused, lines.join('\n'), problem)
}
