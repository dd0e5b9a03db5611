import { readFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { run } from './run.ts'

/**
 * The start time of a process, as a text that identifies it among all processes that ever had its id.
 * Undefined if no such process runs any more, including one that has ended and was not yet waited for.
 */
export async function processStart(pid: number): Promise<string | undefined> {
  if (process.platform === 'linux') {
    return startIn(await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => ''))
  }
  const output = await run('ps', ['-o', 'stat=,lstart=', '-p', String(pid)]).catch(() => '')
  const [, state, start] = /^\s*(\S+)\s+(.+?)\s*$/.exec(output) ?? []
  return state?.startsWith('Z') ? undefined : start
}

/**
 * Whether a process with this start time still runs. For frequent callers: it takes some microseconds,
 * without waiting. On systems without /proc, another process that got the same id counts as the same.
 */
export function stillRuns({ pid, start }: { pid: number; start: string }): boolean {
  try {
    if (process.platform === 'linux') {
      return startIn(readFileSync(`/proc/${pid}/stat`, 'utf8')) === start
    }
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

/**
 * Reads proc(5) after the name, which may contain anything: the state, and 19 fields later the start in
 * ticks since boot.
 */
function startIn(stat: string): string | undefined {
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return fields[0] === 'Z' || fields[0] === 'X' ? undefined : fields[19]
}

/**
 * A shell script that reads its own start time, in the form of `processStart`; `exec` does not change it.
 */
export const shellsOwnStart =
  'start=$(cut -d " " -f 22 "/proc/$$/stat" 2>/dev/null) || start=$(ps -o lstart= -p $$ | sed "s/ *$//")'
