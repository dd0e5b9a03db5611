import { ConfigError } from './config-error.ts'
import type { Logger } from './logger.ts'

/** A running service, which can be closed once. */
export interface Service {
  /** Stops accepting work, lets work under way end, and releases what it holds. */
  close(): Promise<void>
}

export interface StartedService {
  service: Service
  logger: Logger
}

export interface RunOptions {
  /**
   * How long a start may continue after a signal. Then the process exits with whatever has been started.
   */
  startGraceMs?: number
}

/** EX_CONFIG of sysexits.h. */
const badConfiguration = 78

/**
 * Runs a service until SIGTERM or SIGINT, then closes it and exits with 0. Signals are handled from the
 * first moment, so `start` should import what it needs. If a signal comes before the service has started,
 * `stopping` is aborted, and the service is closed once `start` has ended, unless that gave up. An invalid
 * configuration, including a port that is taken, ends the start with one line on standard error and exit
 * code 78.
 */
export async function runService(
  start: (stopping: AbortSignal) => Promise<StartedService>,
  { startGraceMs = 10_000 }: RunOptions = {},
): Promise<void> {
  const stopping = new AbortController()
  const signalled = firstSignal()
  void signalled.then((signal) => stopping.abort(new Error(`stopped by ${signal}`)))
  const started = start(stopping.signal)
  await Promise.race([started, signalled]).catch(refuseStart)
  void signalled.then((signal) => closeAndExit(started, signal, startGraceMs))
}

/** A terminal's Ctrl-C and the parent process may both send a signal: the second one changes nothing. */
function firstSignal(): Promise<string> {
  return new Promise((resolve) => {
    process.on('SIGTERM', resolve)
    process.on('SIGINT', resolve)
  })
}

/** Any other error of a start ends the process like every uncaught error. */
function refuseStart(error: unknown): never {
  if (!(error instanceof ConfigError)) throw error
  process.stderr.write(`${error.message}\n`)
  process.exit(badConfiguration)
}

async function closeAndExit(
  starting: Promise<StartedService>,
  signal: string,
  startGraceMs: number,
): Promise<never> {
  const started = await orUndefined(starting, startGraceMs)
  if (!started) {
    process.stderr.write(`ended by ${signal} before it had started\n`)
    process.exit(0)
  }
  const { service, logger } = started
  logger.info({ signal }, 'stopping')
  try {
    await service.close()
    process.exit(0)
  } catch (error) {
    logger.error({ err: error }, 'stopped with an error')
    process.exit(1)
  }
}

/** After a signal, the reason why a start failed no longer matters. */
function orUndefined<T>(promise: Promise<T>, ms: number): Promise<T | undefined> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms, undefined)
    promise.then(resolve, () => resolve(undefined))
  })
}
