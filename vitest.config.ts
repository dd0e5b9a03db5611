import { join } from 'node:path'
import { defineConfig } from 'vitest/config'

/** `npm test` leaves out what `npm run test:all` adds: tests of every case in every model, and of kills at every step. */
const isWhole = process.env.TEST_TIER !== undefined
/** A hook of the second tier may prepare dozens of dedicated tenants. */
const patienceMs = isWhole ? 300_000 : 60_000
const setup = join(import.meta.dirname, 'tests/setup')
const exclude = ['**/node_modules/**', ...(isWhole ? [] : ['**/*.long.test.ts'])]

/**
 * The one configuration of all tests. It holds in every workspace too: `vitest run --config
 * ../../vitest.config.ts` there runs that workspace's tests.
 */
export default defineConfig({
  test: {
    include: ['**/*.test.ts'],
    exclude,
    globalSetup: join(setup, 'start-servers.ts'),
    setupFiles: join(setup, 'no-leaks.ts'),
    // Node runs TypeScript itself. Files of one worker share what they import.
    experimental: { viteModuleRunner: false },
    isolate: false,
    pool: 'forks',
    // Two cores, and much of a test is waiting for servers.
    maxWorkers: 3,
    // What ends a test that hangs. None of them says how fast something is.
    testTimeout: patienceMs,
    hookTimeout: patienceMs,
    expect: { poll: { timeout: 60_000 } },
  },
})
