import cluster from 'node:cluster'
import { createLogger } from '@mt/shared/logger'
import type { StartedService } from '@mt/shared/service'
import { readConfig } from './config.ts'
import { startProcesses } from './processes/start-processes.ts'
import { startGateway } from './start.ts'

/**
 * Runs one gateway, or several, as configured by the environment. Rejects if `stopping` is aborted first.
 */
export async function run(stopping: AbortSignal): Promise<StartedService> {
  const config = readConfig()
  const logger = createLogger('gateway', config.service.logLevel)
  const many = config.service.processes > 1 && cluster.isPrimary
  const service = await (many ? startProcesses : startGateway)(config, logger, stopping)
  logger.info({ url: service.url, metricsUrl: service.metricsUrl }, 'ready')
  return { service, logger }
}
