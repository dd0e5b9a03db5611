import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

export interface RunOptions {
  uid?: number
  gid?: number
  cwd?: string
  env?: NodeJS.ProcessEnv
  /** The text for its standard input. */
  input?: string
}

/** Runs a command to its end and returns its standard output. Throws if it fails. */
export async function run(
  command: string,
  args: string[],
  { input, ...options }: RunOptions = {},
): Promise<string> {
  const running = promisify(execFile)(command, args, options)
  if (input !== undefined) running.child.stdin?.end(input)
  return (await running).stdout
}

/** Whether a command ends with exit code 0. Never throws. */
export async function succeeds(...call: Parameters<typeof run>): Promise<boolean> {
  return run(...call).then(
    () => true,
    () => false,
  )
}
