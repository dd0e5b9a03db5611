import type { ChildProcess } from 'node:child_process'
import { rm, stat } from 'node:fs/promises'
import { findClusterTools } from '@mt/local-servers/postgres/cluster-folder'
import { watchEnds } from '@mt/local-servers/processes/watch-ends'
import { endTenant, tenantFolders } from '@mt/local-servers/tenants/tenant-processes'
import type { Logger } from '@mt/shared/logger'
import { createTurns } from '../in-turn.ts'
import { lookAtService } from '../looks/look-at-service.ts'
import { createLooks } from '../looks/looks.ts'
import { withLooks } from '../looks/with-looks.ts'
import { orAborted } from '../or-aborted.ts'
import type { Runtime, RuntimeTrace } from '../runtime.ts'
import { asRuntime, RuntimeError } from '../runtime-error.ts'
import { findTenant, processesOf, type TenantProcess } from './find-tenant.ts'
import { type LaunchParts, launchTenant } from './launch-tenant.ts'
import { programVersion } from './program-version.ts'
import type { ProcessRuntimeConfig } from './settings.ts'
import { markOf } from './start-service.ts'
import { placeOf, type TenantPlace } from './tenant-place.ts'

/**
 * Dedicated tenants as processes of this machine: a service, and a PostgreSQL cluster from npm, both on
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
  const turns = createTurns()
  const { inTurn } = turns
  const stopping = new Set<string>()
  const place = (tenantId: string) => placeOf(config.folder, tenantId)
  let tell = (_tenantId: string) => {}
  const closing = new AbortController()
  /** Processes of which the system tells this one when they end; those of an earlier control plane are asked for. */
  const children = new Set<number | undefined>()
  const adopted = watchEnds<TenantProcess>(({ tenantId }) => {
    if (!stopping.has(tenantId)) tell(tenantId)
  })
  const looks = createLooks({ lookAt: lookAtService, onHung: (tenantId) => tell(tenantId) })

  function watch(tenantId: string, part: string, child: ChildProcess): void {
    children.add(child.pid)
    child.once('exit', (code, signal) => {
      children.delete(child.pid)
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
        looks.forget(tenantId)
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
            isUnhealthy: (part) => looks.isHung(tenantId, part),
          },
          place(tenantId),
          spec,
        )
      })
      const answering = launching.then((launched) => {
        looks.answered({ tenantId, internalUrl: launched.internalUrl })
        return launched
      })
      return orAborted(answering, signal)
    },
    stop: (tenantId) =>
      ending(tenantId, async () => {
        await endTenant(place(tenantId).path)
      }),
    remove: (tenantId) =>
      ending(tenantId, async () => {
        const traces = await tracesOf(place(tenantId), tenantId)
        await endTenant(place(tenantId).path)
        await rm(place(tenantId).path, { recursive: true, force: true })
        return traces
      }),
    inspect: (tenantId) => inTurn(tenantId, () => tracesOf(place(tenantId), tenantId)),
    async list() {
      const ids = await tenantFolders(config.folder)
      const all = await Promise.all(ids.map((id) => findTenant(place(id), { serviceOf })))
      const found = all.filter((each) => each !== undefined)
      const processes = found.flatMap((each) => each.processes)
      adopted.follow(processes.filter(({ pid }) => !children.has(pid)))
      return withLooks(
        looks,
        found.map(({ tenant }) => tenant),
      )
    },
    noteUse: looks.hasten,
    onDeath(listener) {
      tell = listener
    },
    async close() {
      closing.abort(new RuntimeError('the runtime is closed'))
      looks.close()
      adopted.close()
      await turns.ended()
    },
  }
}

async function tracesOf(place: TenantPlace, tenantId: string): Promise<RuntimeTrace[]> {
  const traces: RuntimeTrace[] = (await processesOf(place, tenantId)).map(({ part, pid }) => {
    return { kind: 'process', name: `${part} (process ${pid})` }
  })
  if (await stat(place.path).catch(() => undefined)) {
    traces.push({ kind: 'volume', name: place.path })
  }
  return traces
}
