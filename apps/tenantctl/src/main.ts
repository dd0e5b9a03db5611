import { exitCodes } from './exit-codes.ts'
import { createProgram } from './program.ts'
import { reportFailure } from './report-failure.ts'

/** Runs tenantctl with the arguments of this process, and sets its exit code. */
export async function main(): Promise<void> {
  process.stdout.on('error', endWithReader)
  const program = createProgram()
  try {
    await program.parseAsync()
  } catch (error) {
    process.exitCode = reportFailure(error, {
      json: program.opts<{ json?: boolean }>().json ?? false,
    })
  }
}

/** `tenantctl list | head` ends without an error when head closes the pipe. */
function endWithReader(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error
  process.exit(exitCodes.ok)
}
