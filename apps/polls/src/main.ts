import { runService } from '@mt/shared/service'
import { startPolls } from './app.ts'
import { readPollsEnv, toConfig } from './config.ts'

await runService(async () => {
  const service = await startPolls(toConfig(readPollsEnv()))
  return { service, logger: service.logger }
})
