import { runDataPlane } from '@mt/data-plane/run'

await runDataPlane(async () => (await import('./service.ts')).polls)
