import { randomBytes } from 'node:crypto'
import { readTestServers } from '@mt/infra/config'
import { startPostgres } from '@mt/infra/postgres'
import { startRedis } from '@mt/infra/redis'
import type { BrowserServer } from 'playwright-core'
import { startBrowserServer } from '../pages/browser.ts'
import { buildPages } from './build-pages.ts'
import { serveOnce } from './serve-once.ts'
import { spawnPlatform } from './spawn-platform.ts'

/** As many as `maxWorkers` in vitest.config.ts. */
const maxWorkers = 3

/**
 * Vitest's global set-up: starts a PostgreSQL and a Redis, unless TEST_DATABASE_URL and TEST_REDIS_URL name
 * others, and offers the platform, the pages and the browser that all tests share. Everything ends with the
 * run.
 */
export async function setup(): Promise<(() => Promise<void>) | undefined> {
  const { TEST_SHARED_URL, TEST_WORKER } = process.env
  // The names of databases contain it: other runs may use the same server.
  process.env.TEST_RUN = randomBytes(2).toString('hex')
  // A test may run tests of its own, which use this run's servers, next to its workers.
  if (TEST_WORKER) process.env.TEST_WORKERS_BEFORE = String(maxWorkers * Number(TEST_WORKER))
  if (TEST_SHARED_URL) return undefined
  const given = readTestServers()
  const [postgres, redis] = await Promise.all([
    given.database ? undefined : startPostgres(),
    given.redis ? undefined : startRedis(),
  ])
  process.env.NODE_ENV = 'test'
  process.env.TEST_DATABASE_URL = given.database ?? postgres?.url
  process.env.TEST_REDIS_URL = given.redis ?? redis?.url
  const platform = spawnPlatform()
  let browser: BrowserServer | undefined
  const once = await serveOnce({
    platform: platform.address,
    pages: buildPages,
    async browser() {
      browser = await startBrowserServer()
      return browser.wsEndpoint()
    },
  })
  process.env.TEST_SHARED_URL = once.url
  return async () => {
    await once.close()
    await browser?.close()
    await platform.end()
    await Promise.all([postgres?.stop(), redis?.stop()])
  }
}
