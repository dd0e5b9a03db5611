import type { ChildProcess } from 'node:child_process'
import { rm, stat } from 'node:fs/promises'
import { findClusterTools } from '@mt/local-servers/postgres/cluster-folder'
import { findRecorded } from '@mt/local-servers/processes/recorded-process'
import { endTenant, tenantFolders } from '@mt/local-servers/tenants/tenant-processes'
import type { Logger } from '@mt/shared/logger'
import { createTurns } from '../in-turn.ts'
import { orAborted } from '../or-aborted.ts'
import {
  type PartState,
  type Runtime,
  type RuntimeTenant,
  type RuntimeTrace,
  runningParts,
} from '../runtime.ts'
import { asRuntime, RuntimeError } from '../runtime-error.ts'
import { createHealth } from './health.ts'
import { addressesOf, isOutdated, type LaunchParts, launchTenant } from './launch-tenant.ts'
import { programVersion } from './program-version.ts'
import type { ProcessRuntimeConfig } from './settings.ts'
import { markOf } from './start-polls.ts'
import { placeOf, readDescription, type TenantPlace } from './tenant-place.ts'

/**
 * Dedicated tenants as processes of this machine: polls, and a PostgreSQL cluster from npm, both on
 * loopback. Each tenant has a folder, which says where its processes are recorded, so that they are found
 * again by whatever control plane comes next. For development and tests: processes of one user are no
 * wall against each other.
 */
export async function createProcessRuntime(
  config: ProcessRuntimeConfig,
  logger: Logger,
): Promise<Runtime> {
  const tools = await findClusterTools(() => config.cacheFolder)
  const version = await programVersion(config.serviceMain)
  const configuredAtMs = Date.now()
  const serviceOf: LaunchParts['serviceOf'] = (description) => {
    return { mark: markOf(config, version, description), configuredAtMs }
  }
  const { inTurn, ended } = createTurns()
  const health = createHealth()
  const stopping = new Set<string>()
  const place = (tenantId: string) => placeOf(config.folder, tenantId)
  let tell = (_tenantId: string) => {}
  const closing = new AbortController()

  function watch(tenantId: string, part: string, child: ChildProcess): void {
    child.once('exit', (code, signal) => {
      if (closing.signal.aborted || stopping.has(tenantId)) return
      logger.warn({ tenant: tenantId, part, code, signal }, 'a tenant’s process has ended')
      tell(tenantId)
    })
  }

  /** Whoever ends processes on purpose is no death. */
  function ending<T>(tenantId: string, work: () => Promise<T>): Promise<T> {
    return inTurn(tenantId, async () => {
      stopping.add(tenantId)
      try {
        return await asRuntime('the process runtime failed', work)
      } finally {
        stopping.delete(tenantId)
        health.forget(tenantId)
      }
    })
  }

  return {
    kind: 'process',
    launch(spec, signal) {
      const { tenantId } = spec
      const launching = ending(tenantId, async () => {
        signal?.throwIfAborted()
        return launchTenant(
          {
            ...{ config, tools, serviceOf, signal: closing.signal },
            started: (part, child) => watch(tenantId, part, child),
            isUnhealthy: (part) => health.isUnhealthy(tenantId, part),
          },
          place(tenantId),
          spec,
        )
      })
      return orAborted(launching, signal)
    },
    stop: (tenantId) =>
      ending(tenantId, async () => {
        await endTenant(place(tenantId).path)
      }),
    remove: (tenantId) =>
      ending(tenantId, async () => {
        const traces = await tracesOf(place(tenantId))
        await endTenant(place(tenantId).path)
        await rm(place(tenantId).path, { recursive: true, force: true })
        return traces
      }),
    inspect: (tenantId) => inTurn(tenantId, () => tracesOf(place(tenantId))),
    async list() {
      const ids = await tenantFolders(config.folder)
      const found = await Promise.all(ids.map((id) => describe(place(id), { health, serviceOf })))
      return found.filter((tenant) => tenant !== undefined)
    },
    onDeath(listener) {
      tell = listener
    },
    async close() {
      closing.abort(new RuntimeError('the runtime is closed'))
      await ended()
    },
  }
}

async function tracesOf(place: TenantPlace): Promise<RuntimeTrace[]> {
  const traces: RuntimeTrace[] = []
  for (const part of runningParts) {
    const found = await findRecorded(place.records[part])
    if (found) traces.push({ kind: 'process', name: `${part} (process ${found.pid})` })
  }
  if (await stat(place.path).catch(() => undefined)) {
    traces.push({ kind: 'volume', name: place.path })
  }
  return traces
}

async function describe(
  place: TenantPlace,
  {
    health,
    serviceOf,
  }: { health: ReturnType<typeof createHealth> } & Pick<LaunchParts, 'serviceOf'>,
): Promise<RuntimeTenant | undefined> {
  const description = await readDescription(place)
  if (!description) return undefined
  const { tenantId, slug, launched, ports } = description
  const state = async (part: (typeof runningParts)[number]): Promise<PartState> => {
    const found = await findRecorded(place.records[part])
    if (!found) return { state: 'stopped' }
    const answers = await health.look(tenantId, { part, ports })
    return { state: answers ? 'running' : 'unhealthy', since: found.since }
  }
  const [polls, postgres] = await Promise.all([state('polls'), state('postgres')])
  const addresses = launched ? { launched: addressesOf(description) } : {}
  const outdated = polls.state !== 'stopped' && isOutdated({ serviceOf }, description)
  return { tenantId, slug, parts: { polls, postgres }, outdated, ...addresses }
}
