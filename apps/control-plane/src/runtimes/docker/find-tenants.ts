import type Docker from 'dockerode'
import type { ContainerInfo } from 'dockerode'
import type { Launched, RuntimeTenant, RuntimeTrace } from '../runtime.ts'
import { findImageId } from './ensure.ts'
import { filterOf, labelNames, partOf } from './names.ts'
import { partState } from './part-state.ts'
import {
  internalPort,
  isOutdated,
  type Recipes,
  recipeOf,
  servicePort,
  withMark,
} from './recipes.ts'
import type { DockerSettings } from './settings.ts'

type Labels = Record<string, string>

/** Everything in Docker that bears the tenant's label. */
export async function findTraces(
  docker: Docker,
  platform: string,
  tenantId: string,
): Promise<RuntimeTrace[]> {
  const filters = filterOf(platform, tenantId)
  const [containers, networks, { Volumes }] = await Promise.all([
    docker.listContainers({ all: true, filters }),
    docker.listNetworks({ filters }),
    docker.listVolumes({ filters }),
  ])
  return [
    ...containers.map(({ Names, Id }) => trace('container', Names[0]?.slice(1) ?? Id)),
    ...networks.map(({ Name }) => trace('network', Name)),
    ...(Volumes ?? []).map(({ Name }) => trace('volume', Name)),
  ]
}

/** All tenants of which anything is left in Docker, be it a network alone: four questions, however many they are. */
export async function findTenants(docker: Docker, recipes: Recipes): Promise<RuntimeTenant[]> {
  const filters = filterOf(recipes.docker.platform)
  const [containers, networks, { Volumes }] = await Promise.all([
    docker.listContainers({ all: true, filters }),
    docker.listNetworks({ filters }),
    docker.listVolumes({ filters }),
  ])
  const tenants = new Map<string, RuntimeTenant>()
  for (const { Labels } of [...(Volumes ?? []), ...networks, ...containers]) note(tenants, Labels)
  const image = await findImageId(docker, recipes.docker.images.service)
  for (const found of containers.toSorted(byWeight)) enter(tenants, found, { recipes, image })
  return [...tenants.values()]
}

/** Where a tenant's service is reached; undefined for a container that never joined the gateways' network. */
export function addressOf(
  { name, networks }: { name: string; networks: Record<string, { IPAddress: string }> },
  { reach, upstreamNetwork }: DockerSettings,
): Launched | undefined {
  const joined = networks[upstreamNetwork]
  const host = reach === 'name' ? joined && name.slice(1) : joined?.IPAddress
  if (!host) return undefined
  return { url: `http://${host}:${servicePort}`, internalUrl: `http://${host}:${internalPort}` }
}

function trace(kind: RuntimeTrace['kind'], name: string): RuntimeTrace {
  return { kind, name }
}

function note(tenants: Map<string, RuntimeTenant>, labels: Labels | undefined): void {
  const tenantId = labels?.[labelNames.tenant]
  if (!tenantId || tenants.has(tenantId)) return
  const parts = { service: { state: 'stopped' }, postgres: { state: 'stopped' } } as const
  const slug = labels[labelNames.slug] ?? ''
  tenants.set(tenantId, { tenantId, slug, parts: { ...parts }, outdated: false })
}

/**
 * A release before this one that an upgrade was taken back to has launched a service beside this one's. The
 * last to be entered counts: one that runs before one that does not, then the one that was made later.
 */
function byWeight(a: ContainerInfo, b: ContainerInfo): number {
  const runs = ({ State }: ContainerInfo) => Number(partState(State) !== 'stopped')
  const madeAtMs = ({ Labels }: ContainerInfo) => Number(Labels[labelNames.configuredAt] ?? 0)
  return runs(a) - runs(b) || madeAtMs(a) - madeAtMs(b)
}

function enter(
  tenants: Map<string, RuntimeTenant>,
  { Id, Labels, Names: [name = ''], State, NetworkSettings }: ContainerInfo,
  { recipes, image }: { recipes: Recipes; image: string | undefined },
): void {
  const tenant = tenants.get(Labels[labelNames.tenant] ?? '')
  const part = partOf(Labels)
  if (!tenant || !part) return
  const state = partState(State)
  tenant.parts[part] = state === 'stopped' ? { state } : { state, id: Id }
  if (part !== 'service') return
  const launched = addressOf({ name, networks: NetworkSettings.Networks }, recipes.docker)
  if (launched) tenant.launched = launched
  const spec = { ...tenant, cluster: Labels[labelNames.cluster] ?? '' }
  // Without the image it could not be made anew.
  tenant.outdated =
    image !== undefined &&
    tenant.parts.service.state !== 'stopped' &&
    isOutdated(Labels, withMark(recipeOf(recipes, spec, 'service'), image))
}
