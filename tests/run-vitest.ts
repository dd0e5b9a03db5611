import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { endSignal, exitCodeOf } from '@mt/infra/process/signals'

const root = fileURLToPath(new URL('..', import.meta.url))
const vitest = fileURLToPath(new URL('../node_modules/vitest/vitest.mjs', import.meta.url))

/**
 * Runs the test files whose path contains one of `files`, in their long form, with `env` besides the
 * environment. Resolves to the exit code; a signal that asks this process to end, ends them.
 */
export async function runVitest(
  files: readonly string[],
  env: NodeJS.ProcessEnv = {},
): Promise<number> {
  const ending = endSignal()
  const child = spawn(process.execPath, [vitest, 'run', ...files], {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, TEST_TIER: 'long', ...env },
  })
  ending.addEventListener('abort', () => child.kill())
  const [code] = await once(child, 'close')
  return ending.aborted ? exitCodeOf(ending.reason) : (code ?? 1)
}
