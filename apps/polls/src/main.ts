import { runDataPlane } from '@mt/data-plane/start'
import { polls } from './service.ts'

await runDataPlane(polls)
