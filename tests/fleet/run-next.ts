import { runDataPlane } from '@mt/data-plane/run'
import { polls } from '@mt/polls/service'
import { next } from './releases.ts'

/** The next release of polls as a program, as a dedicated tenant's service needs it. */
await runDataPlane(async () => ({ ...polls, ...next }))
