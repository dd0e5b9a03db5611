/**
 * Gives this worker a number among all that use the tests' servers, and the Redis database with that number. Has to
 * run before a test file is imported.
 */
export function enterWorker(): void {
  const { VITEST_POOL_ID, TEST_WORKERS_BEFORE = '0', TEST_REDIS_URL = '' } = process.env
  const worker = String(Number(TEST_WORKERS_BEFORE) + Number(VITEST_POOL_ID))
  const redisUrl = new URL(TEST_REDIS_URL)
  redisUrl.pathname = worker
  process.env.TEST_WORKER = worker
  process.env.TEST_REDIS_URL = redisUrl.href
}
