import { runDataPlane } from '@mt/data-plane/run'
import { polls } from '@mt/polls/service'
import { next } from './releases.ts'

/** The next release of polls as a program, such as a dedicated tenant's service is. */
await runDataPlane(async () => ({ ...polls, ...next }))
