import { setTimeout as sleep } from 'node:timers/promises'
import { isReady } from '../ask-ready.ts'
import { createTurns } from '../in-turn.ts'
import { lookAtService } from '../looks/look-at-service.ts'
import { createLooks } from '../looks/looks.ts'
import { withLooks } from '../looks/with-looks.ts'
import { orAborted } from '../or-aborted.ts'
import type { Launched, LaunchSpec, RunningPart, Runtime, RuntimeTrace } from '../runtime.ts'
import { asRuntime, RuntimeError } from '../runtime-error.ts'
import type { ServiceSettings } from '../service-env.ts'
import { openEngine, orAbsent, unless } from './engine.ts'
import { ensureContainer, ensureHome, removeContainer, stopGraceS } from './ensure.ts'
import { ensureService } from './ensure-service.ts'
import { addressOf, findTenants, findTraces } from './find-tenants.ts'
import { namesOf } from './names.ts'
import { partState } from './part-state.ts'
import { recipeOf } from './recipes.ts'
import type { DockerSettings } from './settings.ts'
import { watchDeaths } from './watch-deaths.ts'

const readyTimeoutMs = 90_000
const lookEveryMs = 100

/**
 * Dedicated tenants as containers: each has a network of its own without a way out, a volume, a PostgreSQL
 * on that network alone, and a service that is also on the network where gateways reach it. All is found
 * again by labels.
 */
export function createDockerRuntime(docker: DockerSettings, service: ServiceSettings): Runtime {
  const engine = openEngine(docker.host)
  const closing = new AbortController()
  const { inTurn } = createTurns()
  /** Tenants whose containers this process is ending. */
  const ending = new Set<string>()
  const recipes = { docker, service, configuredAtMs: Date.now() }
  let tell = (_tenantId?: string) => {}
  const looks = createLooks({ lookAt: lookAtService, onHung: (tenantId) => tell(tenantId) })

  async function launch(spec: LaunchSpec, signal: AbortSignal): Promise<Launched> {
    const { tenantId } = spec
    ending.add(tenantId)
    await ensureHome(engine, docker.platform, spec)
    const wanted = (part: RunningPart) => {
      return { recipe: recipeOf(recipes, spec, part), isHung: looks.isHung(tenantId, part) }
    }
    await ensureContainer(engine, wanted('postgres'))
    const name = await ensureService(engine, namesOf(docker.platform, tenantId).formerService, {
      ...wanted('service'),
      ...{ networks: [docker.upstreamNetwork], isReplaced: true },
    })
    looks.forget(tenantId)
    const launched = await untilReady(name, signal)
    ending.delete(tenantId)
    looks.answered({ tenantId, internalUrl: launched.internalUrl })
    return launched
  }

  async function untilReady(container: string, signal: AbortSignal): Promise<Launched> {
    while (true) {
      signal.throwIfAborted()
      const found = await engine.getContainer(container).inspect()
      const { Name, NetworkSettings, State } = found
      const launched = addressOf({ name: Name, networks: NetworkSettings.Networks }, docker)
      if (partState(State.Status) === 'stopped' || !launched) {
        throw new RuntimeError(`${container} ended with code ${State.ExitCode}`)
      }
      if (await isReady(launched.internalUrl)) return launched
      await sleep(lookEveryMs)
    }
  }

  async function stop(tenantId: string): Promise<void> {
    ending.add(tenantId)
    looks.forget(tenantId)
    const names = namesOf(docker.platform, tenantId)
    for (const name of [names.service, names.formerService, names.postgres]) {
      await unless(engine.getContainer(name).stop({ t: stopGraceS }), 304, 404)
    }
  }

  async function remove(tenantId: string): Promise<RuntimeTrace[]> {
    await stop(tenantId)
    const traces = await findTraces(engine, docker.platform, tenantId)
    for (const { kind, name } of traces) {
      if (kind === 'container') await removeContainer(engine, name)
      if (kind === 'network') await orAbsent(engine.getNetwork(name).remove())
      if (kind === 'volume') await orAbsent(engine.getVolume(name).remove())
    }
    return traces
  }

  return {
    kind: 'docker',
    launch(spec, signal) {
      const timeout = AbortSignal.timeout(readyTimeoutMs)
      const until = AbortSignal.any([timeout, closing.signal, ...(signal ? [signal] : [])])
      const attempt = () => asRuntime(`launching ${spec.slug}`, () => launch(spec, until))
      return orAborted(inTurn(spec.tenantId, attempt), until)
    },
    stop: (id) => inTurn(id, () => asRuntime(`stopping ${id}`, () => stop(id))),
    remove: (id) => inTurn(id, () => asRuntime(`removing ${id}`, () => remove(id))),
    inspect: (id) => {
      return asRuntime(`looking for ${id}`, () => findTraces(engine, docker.platform, id))
    },
    list: async () => {
      const found = await asRuntime('listing tenants', () => findTenants(engine, recipes))
      return withLooks(looks, found)
    },
    noteUse: looks.hasten,
    onDeath(listener) {
      tell = (tenantId) => {
        if (tenantId === undefined || !ending.has(tenantId)) listener(tenantId)
      }
      watchDeaths(engine, docker.platform, { signal: closing.signal, onDeath: tell })
    },
    async close() {
      closing.abort()
      looks.close()
    },
  }
}
