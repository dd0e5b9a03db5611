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
/** So long after they go on, what had waited for them is done. */
const settleMs = 1_000

/**
 * How fast pooled tenants are beside all the dedicated ones that the platform has, which are idle, through
 * how fast they are without: in every other round all that belongs to these is stopped, the control plane
 * with it, which would start them again. They are on the core of what is measured.
 */
export async function compareBesideIdle(
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
    { name: 'pooled tenants, no other ones', value: without, unit: 'requests/s' },
    atLeast(
      `pooled tenants beside ${tenants.length} idle dedicated ones, through that`,
      beside / without,
      0.97,
    ),
  ]
}

/** Resolves to what lets them go on. */
async function stop({ controlPlane, dedicated: { folder } }: Platform): Promise<() => void> {
  process.kill(controlPlane.pid, 'SIGSTOP')
  const stopped = await familiesOf(await allProcesses(folder))
  for (const pid of stopped) process.kill(pid, 'SIGSTOP')
  return () => {
    for (const pid of [...stopped, controlPlane.pid]) process.kill(pid, 'SIGCONT')
  }
}
