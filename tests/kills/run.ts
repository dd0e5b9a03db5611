import { runLong } from '../long-run.ts'

/** `npm run test:kills`: kills at every moment of every step, including those of dedicated tenants. */
process.exitCode = (await runLong(['kills'])).code
