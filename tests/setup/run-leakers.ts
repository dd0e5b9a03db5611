import { basename } from 'node:path'
import { startVitest } from 'vitest/node'

/**
 * Runs the files in leakers/ as tests, one after another in one worker, in a process that no-leaks.test.ts starts.
 * Writes a line of JSON for each: its name and its failures.
 */
const vitest = await startVitest('test', [], {
  watch: false,
  include: ['tests/setup/leakers/*.ts'],
  maxWorkers: 1,
  reporters: [
    {
      onTestModuleEnd(module) {
        const file = basename(module.moduleId, '.ts')
        const failures = module.errors().map(({ message }) => message)
        process.stdout.write(`${JSON.stringify({ file, failures })}\n`)
      },
    },
  ],
})
await vitest.close()
