import { text } from 'node:stream/consumers'
import { readConfig } from '@mt/control-plane/config'
import { startControlPlane } from '@mt/control-plane/start'
import { createLogger } from '@mt/shared/logger'

/** Where an operation of a tenant is to be held, by the tenant's slug. */
export type Holds = Record<string, { kind: string; step: string; moment: string }>

interface Wish {
  env: NodeJS.ProcessEnv
  holds: Holds
}

/**
 * The control plane as a process of its own. An operation that reaches the moment at which it is to be
 * held is told of on standard output, and stays there until the process is killed.
 */
const { env, holds }: Wish = JSON.parse(await text(process.stdin))
const config = readConfig(env)
const operations = {
  ...config.operations,
  ...{ leaseMs: 1_500, queuePollMs: 200, maxStepAttempts: 40, maxRetryDelayMs: 300 },
}
const logger = createLogger('control-plane', config.service.logLevel)
await startControlPlane({ ...config, operations }, logger, async ({ tenant, ...at }) => {
  const hold = holds[tenant]
  if (hold?.kind !== at.kind || hold.step !== at.step || hold.moment !== at.moment) return
  process.stdout.write(`held ${tenant}\n`)
  await new Promise(() => {})
})
process.stdout.write('ready\n')
