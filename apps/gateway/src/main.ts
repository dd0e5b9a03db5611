import cluster from 'node:cluster'
import { createLogger } from '@mt/shared/logger'
import { runService } from '@mt/shared/service'
import { readConfig } from './config.ts'
import { startProcesses } from './processes/start-processes.ts'
import { startGateway } from './start.ts'

await runService(async () => {
  const config = readConfig()
  const logger = createLogger('gateway', config.service.logLevel)
  const many = config.service.processes > 1 && cluster.isPrimary
  const service = await (many ? startProcesses : startGateway)(config, logger)
  logger.info({ url: service.url, metricsUrl: service.metricsUrl }, 'ready')
  return { service, logger }
})
