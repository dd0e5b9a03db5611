import { fileURLToPath } from 'node:url'
import { readEnv } from '@mt/shared/config'
import { startVitest } from 'vitest/node'
import { z } from 'zod'
import { reachDeployment, Unreachable } from './reach-deployment.ts'
import { parseOptions, type RunOptions, UsageError, usage } from './run-options.ts'

/**
 * `npm run conformance`: the suite against a running deployment. Exits with 0 if all tests pass and 1 if one
 * fails; as in sysexits.h with 64 for an invalid command line, and with 69 if the deployment does not answer
 * or refuses the key.
 */
async function runConformance(args: string[]): Promise<void> {
  const { OPS_API_KEY } = readEnv(z.object({ OPS_API_KEY: z.string().optional() }))
  const options = parseOptions(args, OPS_API_KEY)
  if (options.help) return say(usage)
  const { gateways } = options.deployment
  await reachDeployment(options.deployment)
  say(`conformance of ${gateways.join(', ')} for the models ${options.models.join(', ')}`)
  await runSuite(options)
}

/** Sets the exit code when a test fails. */
async function runSuite({ models, deployment }: RunOptions): Promise<void> {
  const vitest = await startVitest(
    models.map((model) => `conformance/${model}.`),
    {
      root: fileURLToPath(new URL('..', import.meta.url)),
      run: true,
      watch: false,
      // Two models in parallel, however few cores this machine has: mostly the deployment works, or waits.
      maxWorkers: 2,
      provide: { deployment },
      testTimeout: 300_000,
      hookTimeout: 300_000,
    },
  )
  await vitest.close()
}

function say(line: string): void {
  process.stdout.write(`${line}\n`)
}

/** Prints one line for what the caller can fix; anything else is a bug of the suite. */
function explain(error: unknown): number {
  if (!(error instanceof UsageError || error instanceof Unreachable)) throw error
  process.stderr.write(`${error.message}\n`)
  if (error instanceof Unreachable) return 69
  process.stderr.write(`\n${usage}`)
  return 64
}

try {
  await runConformance(process.argv.slice(2))
} catch (error) {
  process.exitCode = explain(error)
}
