import { createLogger } from '@mt/shared/logger'
import { runService } from '@mt/shared/service'
import { readConfig } from './config.ts'
import { startControlPlane } from './start.ts'

await runService(async () => {
  const config = readConfig()
  const logger = createLogger('control-plane', config.service.logLevel)
  const service = await startControlPlane(config, logger)
  logger.info({ url: service.url, metricsUrl: service.metricsUrl }, 'ready')
  return { service, logger }
})
