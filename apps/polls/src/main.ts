import { runService } from '@mt/shared/service'
import { readConfig } from './config.ts'
import { startPolls } from './start.ts'

await runService(async () => {
  const service = await startPolls(readConfig())
  return { service, logger: service.logger }
})
