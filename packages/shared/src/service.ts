import { ConfigError } from './config-error.ts'
import type { Logger } from './logger.ts'

/** A service that runs, and can be ended once. */
export interface Service {
  /** Stops taking work, lets work under way end, and gives back what it holds. */
  close(): Promise<void>
}

export interface StartedService {
  service: Service
  logger: Logger
}

export interface RunOptions {
  /** How long a start may go on after a signal. Then the process exits with what has been started. */
  startGraceMs?: number
}

/** EX_CONFIG of sysexits.h. */
const badConfiguration = 78

/**
 * Runs a service until SIGTERM or SIGINT, then closes it and exits with 0. Signals are heard from the
 * first moment, so that `start` best imports what it takes: when one comes before the service has started,
 * `stopping` is aborted, and the service is closed once `start` has ended, unless it gave up. A bad
 * configuration, be it a port that is taken, ends the start with one line on standard error and exit code 78.
 */
export async function runService(
  start: (stopping: AbortSignal) => Promise<StartedService>,
  { startGraceMs = 10_000 }: RunOptions = {},
): Promise<void> {
  const stopping = new AbortController()
  const signalled = firstSignal()
  void signalled.then((signal) => stopping.abort(new Error(`told to stop by ${signal}`)))
  const started = start(stopping.signal)
  await Promise.race([started, signalled]).catch(refuseStart)
  void signalled.then((signal) => closeAndExit(started, signal, startGraceMs))
}

/** A terminal's Ctrl-C and whoever started this process may both say so: the second changes nothing. */
function firstSignal(): Promise<string> {
  return new Promise((resolve) => {
    process.on('SIGTERM', resolve)
    process.on('SIGINT', resolve)
  })
}

/** Whatever else stops a start ends the process as any uncaught error does. */
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

/** Why a start failed that was told to stop matters to nobody. */
function orUndefined<T>(promise: Promise<T>, ms: number): Promise<T | undefined> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms, undefined)
    promise.then(resolve, () => resolve(undefined))
  })
}
