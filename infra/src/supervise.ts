import { setTimeout as sleep } from 'node:timers/promises'
import { type BackOffConfig, delayAfter } from '@mt/shared/back-off'
import type { LocalServer } from './process/local-server.ts'

export interface Supervision {
  /** Stops the supervision, then the server, even while it is being restarted. */
  stop(): Promise<void>
}

export interface SuperviseOptions {
  name: string
  log: (line: string) => void
  delays?: BackOffConfig
}

/**
 * Restarts a server whenever it dies: at once the first time, then after a delay that doubles while starts
 * fail, up to a maximum.
 */
export function supervise(server: LocalServer, options: SuperviseOptions): Supervision {
  const stopping = new AbortController()
  const watch = keepRunning(server, options, stopping.signal)
  return {
    async stop() {
      stopping.abort()
      await watch
      await server.stop()
    },
  }
}

async function keepRunning(
  server: LocalServer,
  options: SuperviseOptions,
  stopping: AbortSignal,
): Promise<void> {
  while (!stopping.aborted) {
    await Promise.race([server.exited, aborted(stopping)])
    if (stopping.aborted) return
    options.log(`${options.name} died; restarting it`)
    await restartUntilItRuns(server, options, stopping)
  }
}

async function restartUntilItRuns(
  server: LocalServer,
  { name, log, delays = { retryDelayMs: 100, maxRetryDelayMs: 5_000 } }: SuperviseOptions,
  stopping: AbortSignal,
): Promise<void> {
  for (let failures = 1; !stopping.aborted; failures++) {
    try {
      await server.restart()
      return log(`${name} is running again`)
    } catch (error) {
      log(`could not restart ${name}: ${error instanceof Error ? error.message : error}`)
      await sleep(delayAfter(failures, delays), undefined, { signal: stopping }).catch(() => {})
    }
  }
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve()
    signal.addEventListener('abort', () => resolve(), { once: true })
  })
}
