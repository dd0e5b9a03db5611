import type { ChildProcess } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import type { ClusterTools } from '@mt/local-servers/postgres/cluster-folder'
import { servesPostgres } from '@mt/local-servers/postgres/serves-postgres'
import { endRecorded, findRecorded } from '@mt/local-servers/processes/recorded-process'
import { isReady } from '../ask-ready.ts'
import type { Launched, LaunchSpec, RunningPart } from '../runtime.ts'
import { RuntimeError } from '../runtime-error.ts'
import { tenantSecrets } from '../tenant-secrets.ts'
import { clusterUrl } from './cluster-url.ts'
import { makeCluster } from './make-cluster.ts'
import type { ProcessRuntimeConfig } from './settings.ts'
import { startPostgres } from './start-postgres.ts'
import { startService } from './start-service.ts'
import {
  describeTenant,
  freePorts,
  isFree,
  type PortName,
  type TenantDescription,
  type TenantPlace,
  writeDescription,
} from './tenant-place.ts'

/** A cluster that was killed may have much to recover. */
const startTimeoutMs = 30_000
const lookEveryMs = 25
const endGraceMs = 10_000
/** What hangs will hardly end by itself, and its tenant is away for as long. */
const hungGraceMs = 2_000
/** A database that was killed can leave children that hold its memory for a moment: its next start then fails. */
const startAttempts = 5

export interface LaunchParts {
  config: ProcessRuntimeConfig
  tools: ClusterTools
  /** Told of each process that is started. */
  started(part: RunningPart, child: ChildProcess): void
  /** Whether a part runs and has to be replaced because it does not answer. */
  isUnhealthy(part: RunningPart): boolean
  /** Aborted, nothing more is started. */
  signal: AbortSignal
  /** As what its service would be started now. */
  serviceOf(description: TenantDescription): ServiceMark
}

type ServiceMark = NonNullable<TenantDescription['service']>

/** Makes and starts what does not run yet, and waits until it serves. Throws a RuntimeError that tells the end of its log. */
export async function launchTenant(
  parts: LaunchParts,
  place: TenantPlace,
  spec: LaunchSpec,
): Promise<Launched> {
  const { tools, config } = parts
  const { clusterPassword } = tenantSecrets(config.service.secret, spec.tenantId)
  const description = await describeTenant(place, spec)
  await writeDescription(place, description)
  await makeCluster(tools, place.cluster, clusterPassword)
  const chosen = await startBoth(parts, place, description)
  await writeDescription(place, { ...chosen, launched: true })
  return addressesOf(chosen)
}

export function addressesOf({ ports }: Pick<TenantDescription, 'ports'>): Launched {
  return {
    url: `http://127.0.0.1:${ports.service}`,
    internalUrl: `http://127.0.0.1:${ports.internal}`,
  }
}

/** A service takes longer to start than its database, and waits for it by itself: both start at once. */
async function startBoth(
  parts: LaunchParts,
  place: TenantPlace,
  description: TenantDescription,
): Promise<TenantDescription> {
  const { config, tools } = parts
  const withPostgres = await keepOrChoosePorts(parts, place, description, 'postgres')
  if (isOutdated(parts, withPostgres)) await end(place, 'service')
  const withService = await keepOrChoosePorts(parts, place, withPostgres, 'service')
  const runs = await findRecorded(place.records.service)
  const chosen = runs ? withService : { ...withService, service: parts.serviceOf(withService) }
  await writeDescription(place, chosen)
  const database = clusterUrl(config.service.secret, chosen)
  let hadPostgres = false
  await Promise.all([
    start(parts, place, {
      part: 'postgres',
      begin: () => startPostgres(tools, place, chosen.ports.postgres),
      serves: () => servesPostgres(database),
      inVain: async () => false,
    }).then(() => {
      hadPostgres = true
    }),
    start(parts, place, {
      part: 'service',
      begin: () => startService(config, place, chosen),
      serves: () => isReady(addressesOf(chosen).internalUrl),
      inVain: async () => hadPostgres && !(await findRecorded(place.records.postgres)),
    }),
  ])
  return chosen
}

const portsOf: Record<RunningPart, PortName[]> = {
  postgres: ['postgres'],
  service: ['service', 'internal'],
}

/**
 * What runs keeps its ports; what is to be started gets others where a stranger has taken one meanwhile. A
 * service whose database has moved is started anew.
 */
async function keepOrChoosePorts(
  { isUnhealthy }: LaunchParts,
  place: TenantPlace,
  description: TenantDescription,
  part: RunningPart,
): Promise<TenantDescription> {
  if (isUnhealthy(part)) await end(place, part, hungGraceMs)
  if (await findRecorded(place.records[part])) return description
  const names = portsOf[part]
  const free = await Promise.all(names.map((name) => isFree(description.ports[name])))
  if (free.every(Boolean)) return description
  if (part === 'postgres') await end(place, 'service')
  const others = await freePorts(names.length)
  const ports = Object.fromEntries(names.map((name, at) => [name, others[at]]))
  return { ...description, ports: { ...description.ports, ...ports } }
}

/** Whether its service was started as something else than it would be now, by who knew no better. */
export function isOutdated(
  { serviceOf }: Pick<LaunchParts, 'serviceOf'>,
  description: TenantDescription,
): boolean {
  const now = serviceOf(description)
  const { mark, configuredAtMs = 0 } = description.service ?? {}
  return mark !== now.mark && configuredAtMs <= now.configuredAtMs
}

async function end(place: TenantPlace, part: RunningPart, graceMs = endGraceMs): Promise<void> {
  await endRecorded(place.records[part], part === 'service' ? 'SIGTERM' : 'SIGINT', graceMs)
}

interface Start {
  part: RunningPart
  begin(): Promise<ChildProcess>
  serves(): Promise<boolean>
  /** Whether what it waits for has died. */
  inVain(): Promise<boolean>
}

async function start(parts: LaunchParts, place: TenantPlace, wanted: Start): Promise<void> {
  const { part, begin } = wanted
  const { signal } = parts
  const deadlineMs = Date.now() + startTimeoutMs
  for (let attempt = 1; Date.now() < deadlineMs; attempt++) {
    const runs = await findRecorded(place.records[part])
    signal.throwIfAborted()
    const child = runs ? undefined : await begin()
    if (child) parts.started(part, child)
    if (await becomesReady(place, { ...wanted, child, deadlineMs, signal })) return
    if (attempt >= startAttempts) break
    await sleep(100 * attempt)
  }
  throw new RuntimeError(`${part} does not start: ${await lastWords(place, part)}`)
}

interface Waiting extends Start {
  child: ChildProcess | undefined
  deadlineMs: number
  signal: AbortSignal
}

async function becomesReady(place: TenantPlace, waiting: Waiting): Promise<boolean> {
  const { part, child, serves, inVain, deadlineMs, signal } = waiting
  while (Date.now() < deadlineMs) {
    signal.throwIfAborted()
    if (await serves()) return true
    const ended = child
      ? child.exitCode !== null || child.signalCode !== null
      : !(await findRecorded(place.records[part]))
    if (ended) return false
    if (await inVain()) throw new RuntimeError(`${part} waits for what has died`)
    await sleep(lookEveryMs)
  }
  return false
}

async function lastWords(place: TenantPlace, part: RunningPart): Promise<string> {
  const file = part === 'service' ? place.serviceLog : place.postgresLog
  const log = await readFile(file, 'utf8').catch(() => '')
  return log.trim().split('\n').slice(-3).join(' | ').slice(-500) || 'it said nothing'
}
