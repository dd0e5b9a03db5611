import { readConfig } from '@mt/data-plane/config'
import { startDataPlane } from '@mt/data-plane/start'
import { polls } from '@mt/polls/service'
import { runService } from '@mt/shared/service'
import { releases } from './releases.ts'

/** A process that serves polls in the release whose number is the argument. */
await runService(async () => {
  const service = await startDataPlane(
    { ...polls, ...releases[Number(process.argv[2])] },
    readConfig(polls),
  )
  return { service, logger: service.logger }
})
