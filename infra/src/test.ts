import { startPostgres } from './postgres.ts'
import { endSignal, exitCodeOf } from './process/signals.ts'
import { startTurbo } from './process/turbo.ts'
import { startRedis } from './redis.ts'

/**
 * `npm test`: the tests of every package, on servers of their own that are gone afterwards. Arguments go
 * to vitest (`npm test -- placement`). TEST_DATABASE_URL and TEST_REDIS_URL point at servers that exist.
 */
async function runTests(args: string[]): Promise<number> {
  const ending = endSignal()
  const { TEST_DATABASE_URL, TEST_REDIS_URL } = process.env
  await using postgres = TEST_DATABASE_URL ? undefined : await startPostgres()
  await using redis = TEST_REDIS_URL ? undefined : await startRedis()
  if (ending.aborted) return exitCodeOf(ending.reason)
  const turbo = startTurbo(turboArguments(args), {
    ...process.env,
    NODE_ENV: 'test',
    TEST_DATABASE_URL: TEST_DATABASE_URL || postgres?.url,
    TEST_REDIS_URL: TEST_REDIS_URL || redis?.url,
  })
  ending.addEventListener('abort', () => void turbo.stop())
  const code = await turbo.ended
  await turbo.stop()
  return ending.aborted ? exitCodeOf(ending.reason) : code
}

/** Two packages at once, each with its own workers, suit two cores; a failure does not hide another. */
function turboArguments(args: string[]): string[] {
  const turbo = ['run', 'test', '--concurrency=2', '--continue', '--ui=stream']
  return args.length > 0 ? [...turbo, '--', '--passWithNoTests', ...args] : turbo
}

process.exitCode = await runTests(process.argv.slice(2))
