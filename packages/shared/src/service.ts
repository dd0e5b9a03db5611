import { ConfigError } from './config.ts'
import type { Logger } from './logger.ts'

/** A service that runs, and can be ended once. */
export interface Service {
  /** Stops taking work, lets work under way end, and gives back what it holds. */
  close(): Promise<void>
}

/**
 * Runs a service until SIGTERM or SIGINT, then closes it and exits. A bad configuration, be it a port that
 * is taken, ends the start with one line on standard error and exit code 78 (EX_CONFIG of sysexits.h).
 */
export async function runService(
  start: () => Promise<{ service: Service; logger: Logger }>,
): Promise<void> {
  try {
    const { service, logger } = await start()
    let closing: Promise<void> | undefined
    // A terminal's Ctrl-C and whoever started this process may both say so.
    const stop = (signal: string) => {
      if (!closing) closing = closeAndExit(service, logger, signal)
    }
    process.on('SIGTERM', stop)
    process.on('SIGINT', stop)
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    process.stderr.write(`${error.message}\n`)
    process.exit(78)
  }
}

async function closeAndExit(service: Service, logger: Logger, signal: string): Promise<void> {
  logger.info({ signal }, 'stopping')
  try {
    await service.close()
    process.exit(0)
  } catch (error) {
    logger.error({ err: error }, 'stopped with an error')
    process.exit(1)
  }
}
