import { z } from 'zod'
import { readEnv, url } from '../config.ts'

/**
 * The real servers that tests use; `npm test` starts them. Throws a ConfigError if a test is started
 * without them.
 */
export function testServers(): { databaseUrl: string; redisUrl: string } {
  const env = readEnv(
    z.object({
      TEST_DATABASE_URL: url('postgres', 'postgresql'),
      TEST_REDIS_URL: url('redis', 'rediss'),
    }),
  )
  return { databaseUrl: env.TEST_DATABASE_URL, redisUrl: env.TEST_REDIS_URL }
}
