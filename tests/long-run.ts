import { spawn } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { startPostgres } from '@mt/infra/postgres'
import { startRedis } from '@mt/infra/redis'

const vitest = fileURLToPath(new URL('../node_modules/vitest/vitest.mjs', import.meta.url))

/**
 * Runs test files of this folder in their long form on new servers (or those of TEST_DATABASE_URL and
 * TEST_REDIS_URL). Resolves to the exit code and the results that the tests wrote, by name.
 */
export async function runLong(
  files: readonly string[],
): Promise<{ code: number; table<T>(name: string): Promise<T> }> {
  await using postgres = process.env.TEST_DATABASE_URL ? undefined : await startPostgres()
  await using redis = process.env.TEST_REDIS_URL ? undefined : await startRedis()
  const folder = await mkdtemp(join(tmpdir(), 'mt-tables-'))
  const env = {
    ...process.env,
    NODE_ENV: 'test',
    TEST_DATABASE_URL: process.env.TEST_DATABASE_URL ?? postgres?.url,
    TEST_REDIS_URL: process.env.TEST_REDIS_URL ?? redis?.url,
    ISOLATION_TABLES: folder,
  }
  const options = ['--hookTimeout=300000', '--testTimeout=300000', '--expect.poll.timeout=120000']
  const child = spawn(process.execPath, [vitest, 'run', ...options, ...files], {
    cwd: import.meta.dirname,
    stdio: 'inherit',
    env,
  })
  const code = await new Promise<number>((resolve) => {
    child.once('close', (exit) => resolve(exit ?? 1))
  })
  const texts = new Map<string, string>()
  for (const name of ['attacks', 'tenant-routes', 'internal-routes', 'properties', 'pooler']) {
    const text = await readFile(join(folder, `${name}.json`), 'utf8').catch(() => undefined)
    if (text !== undefined) texts.set(name, text)
  }
  await rm(folder, { recursive: true, force: true })
  return {
    code,
    async table<T>(name: string): Promise<T> {
      return JSON.parse(texts.get(name) ?? 'null') as T
    },
  }
}
