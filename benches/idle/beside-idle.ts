import { setTimeout as pause } from 'node:timers/promises'
import { measuredCore, pinProcess } from '../harness/cores.ts'
import { atLeast } from '../harness/figures.ts'
import type { LoadGenerator } from '../harness/load.ts'
import type { Platform } from '../harness/platform.ts'
import type { Figure } from '../harness/report.ts'
import { median } from '../harness/rounds.ts'
import { allProcesses, familiesOf } from './tenant-processes.ts'

const rounds = 12
const round = { connections: 16, durationMs: 2_000 }
/** How long to wait after they resume, until everything that was waiting for them is done. */
const settleMs = 1_000

/**
 * The speed of pooled tenants beside all the dedicated ones of the platform, which are idle, divided by
 * their speed without those: in every other round, everything of the dedicated tenants is stopped, and with
 * it the control plane, which would restart them. They run on the measured core.
 */
export async function compareWithIdle(
  platform: Platform,
  load: LoadGenerator,
  requests: string[],
): Promise<Figure[]> {
  const tenants = await allProcesses(platform.dedicated.folder)
  for (const pid of await familiesOf(tenants)) await pinProcess(pid, measuredCore)
  await load.prepare(requests, 200)
  const speeds = { without: [] as number[], beside: [] as number[] }
  const run = async () => {
    const { answers, seconds } = await load.run({ url: platform.gatewayUrl, ...round })
    return answers / seconds
  }
  await run()
  for (let at = 0; at < rounds; at++) {
    speeds.beside.push(await run())
    const goOn = await stop(platform)
    speeds.without.push(await run().finally(goOn))
    await pause(settleMs)
  }
  const [beside, without] = [median(speeds.beside), median(speeds.without)]
  return [
    { name: 'pooled tenants alone', value: without, unit: 'requests/s' },
    atLeast(
      `pooled tenants beside ${tenants.length} idle dedicated ones, divided by that`,
      beside / without,
      0.97,
    ),
  ]
}

/** Resolves to a function that resumes them. */
async function stop({ controlPlane, dedicated: { folder } }: Platform): Promise<() => void> {
  process.kill(controlPlane.pid, 'SIGSTOP')
  const stopped = await familiesOf(await allProcesses(folder))
  for (const pid of stopped) process.kill(pid, 'SIGSTOP')
  return () => {
    for (const pid of [...stopped, controlPlane.pid]) process.kill(pid, 'SIGCONT')
  }
}
