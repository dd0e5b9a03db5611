import { readdir, readFile } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { dataFolder } from '../paths.ts'

/** Marks every process that inherits it as one of the launcher that holds this data folder. */
export const launcherMark = { PLATFORM_DATA_FOLDER: dataFolder }

const graceMs = 5_000

/**
 * Ends processes with this launcher's mark that outlived their launcher: services whose turbo was killed.
 * Only Linux shows another process's environment; elsewhere this finds nothing.
 */
export async function endMarkedProcesses(): Promise<void> {
  const endMs = Date.now() + graceMs
  let signal: NodeJS.Signals = 'SIGTERM'
  for (let pids = await findMarked(); pids.length > 0; pids = await findMarked()) {
    for (const pid of pids) send(pid, signal)
    if (Date.now() > endMs) signal = 'SIGKILL'
    await sleep(100)
  }
}

async function findMarked(): Promise<number[]> {
  if (process.platform !== 'linux') return []
  const names = (await readdir('/proc')).filter((name) => /^\d+$/.test(name))
  const marked = await Promise.all(names.map(isMarked))
  return names.filter((_, index) => marked[index]).map(Number)
}

async function isMarked(pid: string): Promise<boolean> {
  const environment = await readFile(`/proc/${pid}/environ`, 'utf8').catch(() => '')
  return environment.split('\0').includes(`PLATFORM_DATA_FOLDER=${dataFolder}`)
}

function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal)
  } catch {
    // It ended meanwhile.
  }
}
