import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { open, readFile, writeFile } from 'node:fs/promises'
import { endWithUs } from './watchdog.ts'

export interface ServerCommand {
  name: string
  file: string
  args: string[]
  env: NodeJS.ProcessEnv
  /** Its working folder. */
  folder: string
  logFile: string
  /** Where its process id is recorded, for a launcher that starts after a crash. */
  pidFile?: string
  /** The signal for an orderly shutdown. */
  stopSignal: NodeJS.Signals
  uid?: number
  gid?: number
}

export interface RunningProcess {
  pid: number
  exited: Promise<void>
  isRunning(): boolean
  /** Sends the signal, and SIGKILL if it has not ended ten seconds later. Resolves when it has ended. */
  end(signal: NodeJS.Signals): Promise<void>
  /** The end of its log. */
  lastWords(): Promise<string>
}

const endTimeoutMs = 10_000

/**
 * Starts a server in its own process group, so that Ctrl-C in a terminal reaches only the launcher, which
 * then shuts everything down in order. If this process dies, the server ends too.
 */
export async function startProcess(command: ServerCommand): Promise<RunningProcess> {
  const { file, args, env, folder, uid, gid, stopSignal, logFile } = command
  await using log = await open(logFile, 'w', 0o600)
  const child = spawn(file, args, {
    env,
    cwd: folder,
    detached: true,
    stdio: ['ignore', log.fd, log.fd],
    ...(uid === undefined ? {} : { uid }),
    ...(gid === undefined ? {} : { gid }),
  })
  const exited = new Promise<void>((resolve) => void child.once('exit', () => resolve()))
  await once(child, 'spawn')
  const pid = child.pid as number
  if (command.pidFile) await writeFile(command.pidFile, String(pid))
  const watchdog = endWithUs(pid, stopSignal)
  const isRunning = () => child.exitCode === null && child.signalCode === null
  return {
    pid,
    exited,
    isRunning,
    async end(signal) {
      const cut = setTimeout(() => child.kill('SIGKILL'), endTimeoutMs)
      if (isRunning()) child.kill(signal)
      await exited
      clearTimeout(cut)
      watchdog.end()
    },
    async lastWords() {
      return (await readFile(logFile, 'utf8')).trim().split('\n').slice(-4).join(' | ')
    },
  }
}
