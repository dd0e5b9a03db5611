import { execFile } from 'node:child_process'
import { cpus } from 'node:os'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** The core of the measured processes, and that of load and upstreams. */
export const measuredCore = 0
export const loadCore = 1

let pinning: Promise<boolean> | undefined

/** Whether processes can be pinned to a core here: two cores or more, and util-linux' taskset. */
export function canPin(): Promise<boolean> {
  pinning ??= cpus().length < 2 ? Promise.resolve(false) : hasCommand('taskset')
  return pinning
}

/** A command that pins what it starts to the core, if that is possible. */
export async function pinned(core: number | undefined, command: string[]): Promise<string[]> {
  return core !== undefined && (await canPin())
    ? ['taskset', '-c', String(core), ...command]
    : command
}

/** Pins a running process to the core, and what it starts from now on. */
export async function pinProcess(pid: number, core: number): Promise<void> {
  if (await canPin()) await run('taskset', ['-a', '-c', '-p', String(core), String(pid)])
}

export async function hasCommand(name: string): Promise<boolean> {
  return run('sh', ['-c', 'command -v "$1"', 'sh', name]).then(
    () => true,
    () => false,
  )
}
