import { readdir, readFile } from 'node:fs/promises'
import { createControlPlaneApi } from '@mt/control-plane-api/client'
import { findBaseImages } from '@mt/tests/docker/base-images'
import {
  type ComposePlatform,
  containerOf,
  startComposePlatform,
} from '@mt/tests/docker/compose-platform'
import { docker, inspect, whyNoDocker } from '@mt/tests/docker/docker'
import { cpuSeconds, familyCpuSeconds } from '../harness/cpu-time.ts'
import type { Figure } from '../harness/report.ts'
import { figuresOf, type Rates, ratesOf } from './idle-cost.ts'

const count = 3
const sharedServices = ['control-plane', 'gateway-1', 'gateway-2']

/**
 * Like measureIdleCost, for tenants in containers and with the engine's own share; nothing without an
 * engine.
 */
export async function measureIdleContainers(): Promise<Figure[]> {
  const missing = await whyNoDocker()
  if (missing !== undefined) {
    process.stderr.write(`NOT MEASURED: idle tenants in containers, because ${missing}\n`)
    return []
  }
  await using platform = await startComposePlatform(await findBaseImages())
  const without = await ratesOf(() => read(platform))
  for (let made = 0; made < count; made++) await onboard(platform, `idle-${made}`)
  const rates = Object.entries(await ratesOf(() => read(platform)))
  return figuresOf(
    'dedicated in containers, idle',
    count,
    rates.map(([name, rate]) => [name, rate - (without[name] ?? 0)]),
  )
}

async function read(platform: ComposePlatform): Promise<Rates> {
  const shared = await Promise.all(sharedServices.map((name) => containerOf(platform, name)))
  return {
    'its service': await usedBy(await tenantContainers(platform, 'service')),
    'its PostgreSQL': await usedBy(await tenantContainers(platform, 'postgres')),
    'the control plane’s and the gateways’ share': await usedBy(shared),
    'the engine’s share': await usedByEngine(),
  }
}

async function tenantContainers({ name }: ComposePlatform, part: string): Promise<string[]> {
  const labels = [`polls.platform=${name}`, `polls.part=${part}`]
  const ids = await docker('ps', '-q', ...labels.flatMap((label) => ['--filter', `label=${label}`]))
  return ids.split('\n').filter(Boolean)
}

async function usedBy(containers: string[]): Promise<number> {
  const used = containers.map(async (id) => familyCpuSeconds(await inspect(id, '.State.Pid')))
  return (await Promise.all(used)).reduce((sum, seconds) => sum + seconds, 0)
}

/** Docker's processes, with the children that have ended: a health check would be among these. */
async function usedByEngine(): Promise<number> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name))
  const used = pids.map(async (pid) => {
    const command = await readFile(`/proc/${pid}/comm`, 'utf8').catch(() => '')
    return /^(dockerd|containerd)/.test(command) ? cpuSeconds(Number(pid)) : 0
  })
  return (await Promise.all(used)).reduce((sum, seconds) => sum + seconds, 0)
}

async function onboard({ ops, key }: ComposePlatform, slug: string): Promise<void> {
  const { data, error, response } = await createControlPlaneApi({ url: ops, apiKey: key }).POST(
    '/v1/tenants',
    {
      params: { header: { prefer: 'wait=60' } },
      body: { slug, name: slug, isolation: 'dedicated' },
    },
  )
  if (response.status !== 201) throw new Error(`onboarding: ${JSON.stringify(data ?? error)}`)
}
