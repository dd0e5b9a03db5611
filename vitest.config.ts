import { join } from 'node:path'
import { defineConfig } from 'vitest/config'

/** `npm test` leaves out what `npm run test:all` adds: tests of every case in every model, and of kills at every step. */
const isWhole = process.env.TEST_TIER === 'all'
const setup = join(import.meta.dirname, 'tests/setup')

/**
 * The one configuration of all tests. It holds in every workspace too: `vitest run --config
 * ../../vitest.config.ts` there runs that workspace's tests.
 */
export default defineConfig({
  test: {
    include: ['**/*.test.ts'],
    exclude: ['**/node_modules/**', ...(isWhole ? [] : ['**/*.long.test.ts'])],
    globalSetup: join(setup, 'start-servers.ts'),
    setupFiles: join(setup, 'no-leaks.ts'),
    // Node runs TypeScript itself. Files of one worker share what they import, and the platform that they start.
    experimental: { viteModuleRunner: false },
    isolate: false,
    pool: 'forks',
    maxWorkers: 2,
    // What ends a test that hangs. None of them says how fast something is.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    expect: { poll: { timeout: 60_000 } },
  },
})
