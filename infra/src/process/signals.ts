import { inheritedEnv } from '../config.ts'

/** The signals by which people and programs ask a launcher to end. */
const endSignals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

export type EndSignal = (typeof endSignals)[number]

const parentCheckMs = 500

/**
 * Aborts at the first signal that asks this process to end, with the signal as its reason. Later signals
 * change nothing: an impatient second Ctrl-C must not leave half of the servers behind.
 */
export function endSignal(): AbortSignal {
  const controller = new AbortController()
  for (const name of endSignals) process.on(name, () => controller.abort(name))
  // A terminal that has closed, or `| head`, is no reason to end without cleaning up.
  process.stdout.on('error', () => {})
  process.stderr.on('error', () => {})
  if (inheritedEnv().npm_lifecycle_event) endWithParent(controller)
  return controller.signal
}

/** An npm that is killed cannot pass on a signal; it shows as a change of the parent process. */
function endWithParent(controller: AbortController): void {
  const parent = process.ppid
  const timer = setInterval(() => {
    if (process.ppid !== parent) controller.abort('SIGHUP')
  }, parentCheckMs)
  timer.unref()
}

/** The exit code of a program that was ended by a signal, by the convention of shells. */
export function exitCodeOf(signal: EndSignal): number {
  return { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 }[signal]
}
