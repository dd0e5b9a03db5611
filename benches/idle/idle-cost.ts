import { setTimeout as pause } from 'node:timers/promises'
import { cpuSeconds, familyCpuSeconds } from '../harness/cpu-time.ts'
import { atMost } from '../harness/figures.ts'
import type { Platform } from '../harness/platform.ts'
import type { Figure } from '../harness/report.ts'
import { allProcesses } from './tenant-processes.ts'

/** A tenant that was just onboarded or called is not idle yet: caches fill, connections close. */
const settleMs = 60_000
const watchMs = 180_000
/** CPU seconds per hour that an idle dedicated tenant may use in total. */
const idleMark = 10

/** CPU seconds per hour, by consumer. */
export type Rates = Record<string, number>

/** Measures for a while, without any requests, how much each reading grows per hour. */
export async function ratesOf(read: () => Promise<Rates>): Promise<Rates> {
  await pause(settleMs)
  const [before, beganMs] = [await read(), performance.now()]
  await pause(watchMs)
  const after = await read()
  const hours = (performance.now() - beganMs) / 3_600_000
  return Object.fromEntries(
    Object.entries(after).map(([name, seconds]) => [name, (seconds - (before[name] ?? 0)) / hours]),
  )
}

/** The control plane and the gateway, which also look after idle tenants. */
export function sharedRates({ controlPlane, gateway }: Platform): Promise<Rates> {
  return ratesOf(async () => ({
    'control plane': await cpuSeconds(controlPlane.pid),
    gateway: await cpuSeconds(gateway.pid),
  }))
}

/**
 * The cost of one idle dedicated tenant: its two processes, and what the control plane and the gateway use
 * more than `without` it. Nothing may send requests meanwhile.
 */
export async function measureIdleCost(platform: Platform, without: Rates): Promise<Figure[]> {
  const tenants = await allProcesses(platform.dedicated.folder)
  const sum = async (pids: number[]) =>
    (await Promise.all(pids.map(familyCpuSeconds))).reduce((total, each) => total + each, 0)
  const [own, shared] = await Promise.all([
    ratesOf(async () => ({
      'its service': await sum(tenants.map(({ service }) => service)),
      'its PostgreSQL': await sum(tenants.map(({ postgres }) => postgres)),
    })),
    sharedRates(platform),
  ])
  const shares = Object.entries(shared).map(([name, rate]): [string, number] => {
    return [`the ${name}’s share`, rate - (without[name] ?? 0)]
  })
  return figuresOf('dedicated, idle', tenants.length, [...Object.entries(own), ...shares])
}

/** Each rate divided by the number of tenants, and the total with its mark. */
export function figuresOf(what: string, count: number, rates: [string, number][]): Figure[] {
  const unit = 's/h'
  const each = rates.map(([name, rate]) => ({
    name: `${what}: ${name}`,
    value: rate / count,
    unit,
  }))
  const total = each.reduce((sum, { value }) => sum + value, 0)
  return [...each, atMost(`${what}: total, one of ${count}`, total, idleMark, unit)]
}
