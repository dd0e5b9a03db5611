import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'
import { isOfFirstTier, type Mutant } from './mutant.ts'

const program = fileURLToPath(new URL('first-failure.ts', import.meta.url))

const lineSchema = z.object({
  failed: z.string().optional(),
  trouble: z.string().optional(),
  ran: z.int().optional(),
})

export interface TestRun {
  /** The first test that failed. */
  failed?: string
  /** An error outside of tests: a file that does not load, or a hook that throws. */
  trouble?: string
  /** The number of tests, if all passed. */
  ran: number
}

/** Tests that neither pass nor fail within this time hang. */
const maxRunMs = 180_000

export interface TestedCopy {
  folder: string
  /** How many workers use the servers besides its own, each with a Redis database. */
  workersBefore: number
}

/** Runs test files (paths from the root) in a copy, up to the first failure. */
export async function runTests(
  { folder, workersBefore }: TestedCopy,
  { tests, only }: Pick<Mutant, 'tests' | 'only'>,
): Promise<TestRun> {
  const child = spawn(process.execPath, [program, JSON.stringify({ files: tests, only })], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'ignore'],
    detached: true,
    env: {
      ...process.env,
      CI: '1',
      TEST_WORKERS_BEFORE: String(workersBefore),
      ...(tests.every(isOfFirstTier) ? {} : { TEST_TIER: 'all' }),
    },
  })
  const closed = once(child, 'close')
  const endAll = () => process.kill(-Number(child.pid), 'SIGKILL') // with its workers, which may hang
  const timer = setTimeout(endAll, maxRunMs)
  const run = await firstVerdict(createInterface(child.stdout))
  clearTimeout(timer)
  if (child.exitCode === null && child.signalCode === null) endAll()
  await closed
  return run
}

async function firstVerdict(lines: AsyncIterable<string>): Promise<TestRun> {
  for await (const line of lines) {
    if (!line.startsWith('{"')) continue
    const parsed = lineSchema.safeParse(JSON.parse(line))
    if (!parsed.success) continue
    const { failed, trouble, ran } = parsed.data
    if (failed !== undefined) return { failed, ran: 1 }
    if (trouble !== undefined) return { trouble, ran: 0 }
    if (ran !== undefined) return { ran }
  }
  return { ran: 0 } // they hang, or did not start
}
