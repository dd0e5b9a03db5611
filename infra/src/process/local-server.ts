import { setTimeout as sleep } from 'node:timers/promises'
import { type RunningProcess, type ServerCommand, startProcess } from './running-process.ts'
import type { TemporaryFolder } from './temporary-folder.ts'

/** A server on this machine that its owner may kill, start again and stop. Stops at the end of `await using`. */
export interface LocalServer extends AsyncDisposable {
  readonly url: string
  readonly port: number
  /** The process that runs now, or ran last. */
  readonly pid: number
  /** Settles when the process that runs now has ended, for whatever reason. */
  readonly exited: Promise<void>
  /** Ends the process with SIGKILL, as a crash would; its data stay. */
  kill(): Promise<void>
  /** Starts it on the same port with the same data, ending it first where it runs. */
  restart(): Promise<void>
  /** Ends it in good order, and removes its folder where that is temporary. */
  stop(): Promise<void>
}

export interface ServerSpec {
  url: string
  port: number
  command: ServerCommand
  /** Resolves when the server answers. */
  answers: () => Promise<boolean>
  /** The folder that goes when the server is stopped. */
  temporary?: TemporaryFolder | undefined
}

const startTimeoutMs = 60_000
const startAttempts = 5

/** Starts a server and waits until it answers. Throws with the end of its log when it does not. */
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
 * A server that was killed can leave children that hold its memory for a moment, so that the next start
 * fails at once: it is tried again.
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
