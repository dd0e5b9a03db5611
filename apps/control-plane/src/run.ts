import { createLogger } from '@mt/shared/logger'
import type { StartedService } from '@mt/shared/service'
import { readConfig } from './config.ts'
import { startControlPlane } from './start.ts'

/** The program: a control plane that is configured by the environment. */
export async function run(stopping: AbortSignal): Promise<StartedService> {
  const config = readConfig()
  const logger = createLogger('control-plane', config.service.logLevel)
  stopping.throwIfAborted()
  const service = await startControlPlane(config, logger)
  logger.info({ url: service.url, metricsUrl: service.metricsUrl }, 'ready')
  return { service, logger }
}
