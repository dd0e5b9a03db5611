import { createLogger } from '@mt/shared/logger'
import { runService } from '@mt/shared/service'
import { readConfig } from './config.ts'
import { startGateway } from './start.ts'

await runService(async () => {
  const config = readConfig()
  const logger = createLogger('gateway', config.service.logLevel)
  const service = await startGateway(config, logger)
  logger.info({ url: service.url, metricsUrl: service.metricsUrl }, 'ready')
  return { service, logger }
})
