import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { checkoutFolder } from '../paths.ts'
import { endWithUs } from './watchdog.ts'

export interface TurboRun {
  /** The exit code; 1 if a signal ended it. */
  ended: Promise<number>
  /** Asks turbo to end its tasks, and waits until it has. */
  stop(): Promise<void>
}

const binaries = join(checkoutFolder, 'node_modules/.bin')

/**
 * Runs turbo in its own process group: Ctrl-C in a terminal then reaches only the launcher, which ends the
 * services before the servers that they use. Tasks run on the Node of this checkout.
 */
export function startTurbo(args: string[], env: NodeJS.ProcessEnv): TurboRun {
  const child = spawn(join(binaries, 'turbo'), args, {
    cwd: checkoutFolder,
    detached: true,
    stdio: ['ignore', 'inherit', 'inherit'],
    env: {
      ...env,
      PATH: `${binaries}:${env.PATH ?? ''}`,
      TURBO_TELEMETRY_DISABLED: '1',
      TURBO_NO_UPDATE_NOTIFIER: '1',
    },
  })
  const ended = new Promise<number>((resolve, reject) => {
    child.once('error', reject)
    child.once('exit', (code) => resolve(code ?? 1))
  })
  const watchdog = endWithUs(child.pid as number, 'SIGTERM')
  return {
    ended,
    async stop() {
      if (child.exitCode === null && child.signalCode === null) child.kill('SIGTERM')
      await ended
      watchdog.end()
    },
  }
}
