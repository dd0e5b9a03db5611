import { startVitest } from 'vitest/node'
import { z } from 'zod'

/**
 * Runs vitest in the copy that is the current folder, in a process that run-tests.ts starts and may kill. It writes one line of
 * JSON about the first failure, or at the end. Vitest's own --bail waits for what a failed test has left open.
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
  hookTimeout: 120_000, // for a busy machine
  // Without the guard a test may wait forever; it then fails, as expected.
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
