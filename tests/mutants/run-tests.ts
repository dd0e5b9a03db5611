import { spawn } from 'node:child_process'
import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'
import type { Mutant } from './mutant.ts'

const vitest = fileURLToPath(new URL('../../node_modules/vitest/vitest.mjs', import.meta.url))

const reportSchema = z.object({
  testResults: z.array(
    z.object({
      message: z.string().optional(),
      assertionResults: z.array(
        z.object({
          status: z.string(),
          fullName: z.string(),
          failureMessages: z.array(z.string()).nullish(),
        }),
      ),
    }),
  ),
})

export interface TestRun {
  /** How many ran. */
  ran: number
  /** Full names of the tests that failed. */
  failed: string[]
  /** What went wrong outside of tests: a file that does not load, a hook that throws. */
  trouble: string[]
}

/** A mutant whose tests hang is told from one that they catch. */
const maxRunMs = 120_000

/** Runs test files (paths from the root) in a copy, package by package, up to the first failure. */
export async function runTests(
  folder: string,
  { tests, only }: Pick<Mutant, 'tests' | 'only'>,
): Promise<TestRun> {
  const total: TestRun = { ran: 0, failed: [], trouble: [] }
  for (const [directory, files] of byPackage(tests)) {
    const run = await runPackage(join(folder, directory), files, only)
    total.ran += run.ran
    total.failed.push(...run.failed)
    total.trouble.push(...run.trouble)
    if (total.failed.length > 0) break
  }
  return total
}

async function runPackage(folder: string, files: string[], only?: string): Promise<TestRun> {
  const report = join(folder, 'mutant-report.json')
  await rm(report, { force: true })
  const patience = ['--hookTimeout=40000', '--testTimeout=12000'] // on a machine that is busy
  const options = [
    '--bail=1',
    ...patience,
    '--reporter=json',
    `--outputFile=${report}`,
    '--no-file-parallelism',
  ]
  const child = spawn(
    process.execPath,
    [vitest, 'run', ...options, ...files, ...(only ? ['-t', only] : [])],
    {
      cwd: folder,
      stdio: ['ignore', 'ignore', 'pipe'],
      timeout: maxRunMs,
      env: { ...process.env, NODE_ENV: 'test', CI: '1' },
    },
  )
  let errors = ''
  child.stderr.on('data', (chunk) => {
    errors = (errors + chunk).slice(-2_000)
  })
  await new Promise((resolve) => child.once('close', resolve))
  const text = await readFile(report, 'utf8').catch(() => undefined)
  if (text === undefined) return { ran: 0, failed: [], trouble: [errors || 'no report'] }
  return summarize(reportSchema.parse(JSON.parse(text)))
}

function summarize({ testResults }: z.infer<typeof reportSchema>): TestRun {
  const tests = testResults.flatMap((file) => file.assertionResults)
  const failed = tests.filter(({ status }) => status === 'failed').map(({ fullName }) => fullName)
  const trouble = testResults.flatMap(({ message }) => (message ? [message] : []))
  const ran = tests.filter(({ status }) => status === 'passed' || status === 'failed')
  return { ran: ran.length, failed, trouble }
}

/** Test files by the package whose tests they are. */
function byPackage(tests: readonly string[]): Map<string, string[]> {
  const packages = new Map<string, string[]>()
  for (const test of tests) {
    const [, directory = '', file = ''] =
      /^(tests|infra|(?:apps|packages)\/[^/]+)\/(.+)$/.exec(test) ?? []
    packages.set(directory, [...(packages.get(directory) ?? []), file])
  }
  return packages
}
