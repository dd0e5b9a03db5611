import { readFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { run } from './run.ts'

/**
 * When a process started, as a text that only it has among all that ever had its id; undefined where no
 * such process runs any more, one that has ended and was not yet waited for included.
 */
export async function processStart(pid: number): Promise<string | undefined> {
  if (process.platform === 'linux') {
    return startIn(await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => ''))
  }
  const told = await run('ps', ['-o', 'stat=,lstart=', '-p', String(pid)]).catch(() => '')
  const [, state, start] = /^\s*(\S+)\s+(.+?)\s*$/.exec(told) ?? []
  return state?.startsWith('Z') ? undefined : start
}

/**
 * Whether a process runs that started then, for who asks often: some microseconds, without waiting. Where
 * there is no /proc, another process that was given its id counts as it.
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

/** Of proc(5), after the name, which may hold anything: the state, and 19 fields later the start in ticks since boot. */
function startIn(stat: string): string | undefined {
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return fields[0] === 'Z' || fields[0] === 'X' ? undefined : fields[19]
}

/** The same text as `processStart` tells, told by a shell of itself; `exec` does not change it. */
export const shellsOwnStart =
  'start=$(cut -d " " -f 22 "/proc/$$/stat" 2>/dev/null) || start=$(ps -o lstart= -p $$ | sed "s/ *$//")'
