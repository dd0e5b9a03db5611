import { readlink, realpath } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { run } from '@mt/local-servers/processes/run'

/** How long a stray may take to end. */
const graceMs = 5_000

/**
 * Ends a process that an earlier launcher left, if `pid` is still that process: a server works in its own
 * data folder, unlike another program that got the same id. Returns whether it was ours.
 */
export async function endStray(
  pid: number,
  folder: string,
  signal: NodeJS.Signals,
): Promise<boolean> {
  if (!(await worksIn(pid, folder))) return false
  send(pid, signal)
  const end = Date.now() + graceMs
  while (await worksIn(pid, folder)) {
    if (Date.now() > end) send(pid, 'SIGKILL')
    await sleep(50)
  }
  return true
}

async function worksIn(pid: number, folder: string): Promise<boolean> {
  if (!Number.isInteger(pid) || pid <= 1) return false
  const [actual, expected] = await Promise.all([workingFolder(pid), realpath(folder)])
  return actual === expected
}

/** The working folder of a process; undefined if there is no such process or we may not read it. */
async function workingFolder(pid: number): Promise<string | undefined> {
  try {
    if (process.platform === 'linux') return await readlink(`/proc/${pid}/cwd`)
    const listed = await run('lsof', ['-a', '-p', String(pid), '-d', 'cwd', '-Fn'])
    return /^n(.*)$/m.exec(listed)?.[1]
  } catch {
    return undefined
  }
}

function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal)
  } catch {
    // It ended meanwhile.
  }
}
