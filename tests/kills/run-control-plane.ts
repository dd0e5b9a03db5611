import { text } from 'node:stream/consumers'
import { readConfig } from '@mt/control-plane/config'
import type { ObserveStep } from '@mt/control-plane/operations/run-operation'
import type { RunningPart } from '@mt/control-plane/runtimes/runtime'
import { startControlPlane } from '@mt/control-plane/start'
import { createLogger } from '@mt/shared/logger'
import { crashPart } from './crash-part.ts'

export interface Hold {
  kind: string
  step: string
  /** `within`: held before the step, and after its release again when the step's work is done. */
  moment: string
  /** Instead of holding the operation, kills this part of the tenant while the step is at work. */
  crashes?: RunningPart
}

/** Where to hold the operation of a tenant, by the tenant's slug. */
export type Holds = Record<string, Hold>

interface Input {
  env: NodeJS.ProcessEnv
  holds: Holds
}

/**
 * Runs the control plane as a process. An operation that reaches the moment at which it should be held is
 * reported on standard output, and waits until the process is killed or the operation is released.
 */
const { env, holds }: Input = JSON.parse(await text(process.stdin))
const config = readConfig(env)
const operations = {
  ...config.operations,
  ...{ leaseMs: 1_500, queuePollMs: 200, maxStepAttempts: 40, maxRetryDelayMs: 300 },
}
const logger = createLogger('control-plane', config.service.logLevel)
const released = new Promise((resolve) => process.once('SIGUSR2', resolve))

const observe: ObserveStep = async ({ tenant, kind, step, moment }) => {
  const hold = holds[tenant]
  if (hold?.kind !== kind || hold.step !== step) return
  const say = () => process.stdout.write(`held ${tenant}\n`)
  if (hold.crashes) {
    delete holds[tenant]
    const crash = await crashPart(env.RUNTIME_FOLDER ?? '', { slug: tenant, part: hold.crashes })
    void crash.done.then(say)
  } else if (hold.moment === moment) {
    say()
    await new Promise(() => {})
  } else if (hold.moment === 'within' && moment === 'before') {
    say()
    await released
  } else if (hold.moment === 'within') {
    await new Promise(() => {})
  }
}

await startControlPlane({ ...config, operations }, logger, observe)
process.stdout.write('ready\n')
