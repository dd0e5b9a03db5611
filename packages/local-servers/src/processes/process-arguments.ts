import { readFile } from 'node:fs/promises'
import { run } from './run.ts'

/**
 * The command line of a process as one text; undefined if there is no such process or it cannot be read.
 */
export async function processArguments(pid: number): Promise<string | undefined> {
  const output =
    process.platform === 'linux'
      ? readFile(`/proc/${pid}/cmdline`, 'utf8').then((text) => text.replaceAll('\0', ' '))
      : run('ps', ['-ww', '-o', 'args=', '-p', String(pid)])
  return (await output.catch(() => '')).trim() || undefined
}
