import { readFile } from 'node:fs/promises'
import { run } from './run.ts'

/** What a process was started with, in one text; undefined where none has the id, or nobody can tell. */
export async function processArguments(pid: number): Promise<string | undefined> {
  const told =
    process.platform === 'linux'
      ? readFile(`/proc/${pid}/cmdline`, 'utf8').then((text) => text.replaceAll('\0', ' '))
      : run('ps', ['-ww', '-o', 'args=', '-p', String(pid)])
  return (await told.catch(() => '')).trim() || undefined
}
