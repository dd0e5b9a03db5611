import { inheritedEnv, readTestServers } from './config.ts'
import { startPostgres } from './postgres.ts'
import { endSignal, exitCodeOf } from './process/signals.ts'
import { startTurbo } from './process/turbo.ts'
import { startRedis } from './redis.ts'

/**
 * `npm test`: runs the tests of every package on temporary servers. Arguments go to vitest (`npm test --
 * placement`). TEST_DATABASE_URL and TEST_REDIS_URL select existing servers instead.
 */
async function runTests(args: string[]): Promise<number> {
  const ending = endSignal()
  const given = readTestServers()
  await using postgres = given.database ? undefined : await startPostgres()
  await using redis = given.redis ? undefined : await startRedis()
  if (ending.aborted) return exitCodeOf(ending.reason)
  const env = inheritedEnv({
    NODE_ENV: 'test',
    TEST_DATABASE_URL: given.database ?? postgres?.url,
    TEST_REDIS_URL: given.redis ?? redis?.url,
  })
  const turbo = startTurbo(turboArguments(args), env)
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
