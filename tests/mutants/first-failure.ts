import { startVitest } from 'vitest/node'
import { z } from 'zod'

/**
 * Runs vitest in the current folder, as a process of its own that run-tests.ts starts and may kill: one
 * line of JSON for what fails first, or for the end. Vitest's own --bail waits for what a failed test
 * left open.
 */
const { files, only } = z
  .object({ files: z.array(z.string()), only: z.string().optional() })
  .parse(JSON.parse(process.argv[2] ?? ''))

let ran = 0

function say(line: { failed?: string; trouble?: string; ran?: number }): void {
  process.stdout.write(`${JSON.stringify(line)}\n`)
}

await startVitest('test', files, {
  watch: false,
  fileParallelism: false,
  hookTimeout: 120_000, // on a machine that is busy
  // Without its guard a test may wait for ever: it fails then, which is what is looked for.
  testTimeout: 20_000,
  expect: { poll: { timeout: 15_000 } },
  ...(only ? { testNamePattern: only } : {}),
  reporters: [
    {
      onTestCaseResult(test) {
        const { state } = test.result()
        if (state !== 'skipped') ran += 1
        if (state === 'failed') say({ failed: test.fullName })
      },
      onTestSuiteResult(suite) {
        for (const { message } of suite.errors()) say({ trouble: `${suite.fullName}: ${message}` })
      },
      onTestModuleEnd(module) {
        for (const { message } of module.errors()) say({ trouble: message })
      },
    },
  ],
})
say({ ran })
