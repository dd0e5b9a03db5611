import { runLong } from '../long-run.ts'

/** `npm run test:kills`: kills at every moment of every step, of dedicated tenants too. */
process.exitCode = (await runLong(['kills'])).code
