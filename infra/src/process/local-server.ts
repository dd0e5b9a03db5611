import { setTimeout as sleep } from 'node:timers/promises'
import { type RunningProcess, type ServerCommand, startProcess } from './running-process.ts'
import type { TemporaryFolder } from './temporary-folder.ts'

/**
 * A server on this machine that its owner can kill, restart and stop. It stops at the end of `await using`.
 */
export interface LocalServer extends AsyncDisposable {
  readonly url: string
  readonly port: number
  /** The current process, or the last one. */
  readonly pid: number
  /** Settles when the current process has ended, for whatever reason. */
  readonly exited: Promise<void>
  /** Ends the process with SIGKILL, like a crash; its data stay. */
  kill(): Promise<void>
  /** Starts it on the same port with the same data, ending it first if it runs. */
  restart(): Promise<void>
  /** Shuts it down in order, and removes its folder if that is temporary. */
  stop(): Promise<void>
}

export interface ServerSpec {
  url: string
  port: number
  command: ServerCommand
  /** Resolves when the server answers. */
  answers: () => Promise<boolean>
  /** A folder that is removed when the server is stopped. */
  temporary?: TemporaryFolder | undefined
}

const startTimeoutMs = 60_000
const startAttempts = 5

/** Starts a server and waits until it answers. Throws an error with the end of its log if it does not. */
export async function startLocalServer(spec: ServerSpec): Promise<LocalServer> {
  let current = await launch(spec)
  async function stop(): Promise<void> {
    await current.end(spec.command.stopSignal)
    await spec.temporary?.remove()
  }
  return {
    url: spec.url,
    port: spec.port,
    get pid() {
      return current.pid
    },
    get exited() {
      return current.exited
    },
    kill: () => current.end('SIGKILL'),
    async restart() {
      await current.end(spec.command.stopSignal)
      current = await launch(spec)
    },
    stop,
    [Symbol.asyncDispose]: stop,
  }
}

/**
 * Children of a killed server can hold its memory for a moment, so that the next start fails at once; it is
 * then tried again.
 */
async function launch(spec: ServerSpec, attempt = 1): Promise<RunningProcess> {
  const process = await startProcess(spec.command)
  if (await becomesReady(process, spec.answers)) return process
  await process.end('SIGKILL')
  if (attempt >= startAttempts) {
    throw new Error(`${spec.command.name} does not start: ${await process.lastWords()}`)
  }
  await sleep(200 * attempt)
  return launch(spec, attempt + 1)
}

async function becomesReady(
  process: RunningProcess,
  answers: () => Promise<boolean>,
): Promise<boolean> {
  const endMs = Date.now() + startTimeoutMs
  while (process.isRunning() && Date.now() < endMs) {
    if (await answers()) return process.isRunning()
    await sleep(20)
  }
  return false
}
