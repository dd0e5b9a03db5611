import type { Schemas } from '@mt/control-plane-api/client'
import { type ExitCode, exitCodes } from './exit-codes.ts'

type ProblemDocument = Schemas['Problem']

/** An error that ends tenantctl with the exit code for its kind. */
export class CliError extends Error {
  override name = 'CliError'
  readonly exitCode: ExitCode
  /** The problem document, if the control plane answered. */
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

export function unavailable(message: string, problem?: ProblemDocument): CliError {
  return new CliError(exitCodes.unavailable, message, problem)
}

/** An error with the text of a problem document, one line for each field. */
export function refused(problem: ProblemDocument, hint?: string): CliError {
  const fields = (problem.errors ?? []).map(({ field, message }) => `  ${field} ${message}`)
  const head = `${problem.code}: ${problem.detail ?? problem.title}`
  const lines = [head, ...fields, ...(hint ? [hint] : [])]
  return new CliError(exitCodes.refused, lines.join('\n'), problem)
}
