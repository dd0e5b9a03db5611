import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

/** Runs a command to its end and returns what it wrote to standard output. Throws when it fails. */
export async function run(
  command: string,
  args: string[],
  options: { uid?: number; gid?: number; cwd?: string; env?: NodeJS.ProcessEnv } = {},
): Promise<string> {
  const { stdout } = await promisify(execFile)(command, args, options)
  return stdout
}

/** Whether a command ends with exit code 0. Never throws. */
export async function succeeds(...call: Parameters<typeof run>): Promise<boolean> {
  return run(...call).then(
    () => true,
    () => false,
  )
}
