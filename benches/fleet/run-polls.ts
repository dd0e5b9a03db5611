import { readConfig } from '@mt/polls/config'
import { startPolls } from '@mt/polls/start'
import { runService } from '@mt/shared/service'
import { releases } from './releases.ts'

/** A process of its own for polls in one of the releases: its number is the argument. */
await runService(async () => {
  const service = await startPolls(readConfig(), releases[Number(process.argv[2])])
  return { service, logger: service.logger }
})
