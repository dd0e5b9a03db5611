import { inheritedEnv } from '../config.ts'

/** The signals by which people and programs ask a launcher to end. */
const endSignals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

export type EndSignal = (typeof endSignals)[number]

const parentCheckMs = 500

/**
 * Aborts at the first signal that asks this process to end, with the signal as its reason. Later ones
 * change nothing: an impatient second Ctrl-C must not leave half of the servers behind.
 */
export function endSignal(): AbortSignal {
  const controller = new AbortController()
  for (const name of endSignals) process.on(name, () => controller.abort(name))
  // A terminal that went away, or `| head`, is no reason to end without cleaning up.
  process.stdout.on('error', () => {})
  process.stderr.on('error', () => {})
  if (inheritedEnv().npm_lifecycle_event) endWithParent(controller)
  return controller.signal
}

/** An npm that was killed could not pass a signal on: we learn of it by being given another parent. */
function endWithParent(controller: AbortController): void {
  const parent = process.ppid
  const timer = setInterval(() => {
    if (process.ppid !== parent) controller.abort('SIGHUP')
  }, parentCheckMs)
  timer.unref()
}

/** The exit code of a program that a signal ended, as shells count. */
export function exitCodeOf(signal: EndSignal): number {
  return { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 }[signal]
}
