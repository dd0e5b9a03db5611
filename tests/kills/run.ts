import { runVitest } from '../run-vitest.ts'

/** `npm run test:kills`: kills at every moment of every step, of dedicated tenants too. */
process.exitCode = await runVitest(['tests/kills', 'tests/dedicated/kills'])
