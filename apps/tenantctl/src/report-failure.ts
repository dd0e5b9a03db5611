import { CommanderError } from 'commander'
import { CliError } from './errors.ts'
import { type ExitCode, exitCodes } from './exit-codes.ts'

/** Writes the error to standard error, for programs as a problem document, and returns the exit code. */
export function reportFailure(error: unknown, { json }: { json: boolean }): ExitCode {
  // Commander has already printed its errors; asking for help is not a failure.
  if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.ok : exitCodes.usage
  if (!(error instanceof CliError)) throw error
  process.stderr.write(json ? `${JSON.stringify(documentOf(error))}\n` : `${error.message}\n`)
  return error.exitCode
}

function documentOf({ problem, message, exitCode }: CliError) {
  return problem ?? { title: message, exitCode }
}
