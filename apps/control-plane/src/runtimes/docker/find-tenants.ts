import type Docker from 'dockerode'
import type { ContainerInfo } from 'dockerode'
import { type Launched, type RuntimeTenant, type RuntimeTrace, runningParts } from '../runtime.ts'
import { findImageId } from './ensure.ts'
import { filterOf, labelNames } from './names.ts'
import { partState } from './part-state.ts'
import { internalPort, isOutdated, pollsPort, type Recipes, recipeOf, withMark } from './recipes.ts'
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
  const image = await findImageId(docker, recipes.docker.images.polls)
  for (const found of containers) enter(tenants, found, { recipes, image })
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
  return { url: `http://${host}:${pollsPort}`, internalUrl: `http://${host}:${internalPort}` }
}

function trace(kind: RuntimeTrace['kind'], name: string): RuntimeTrace {
  return { kind, name }
}

function note(tenants: Map<string, RuntimeTenant>, labels: Labels | undefined): void {
  const tenantId = labels?.[labelNames.tenant]
  if (!tenantId || tenants.has(tenantId)) return
  const parts = { polls: { state: 'stopped' }, postgres: { state: 'stopped' } } as const
  const slug = labels[labelNames.slug] ?? ''
  tenants.set(tenantId, { tenantId, slug, parts: { ...parts }, outdated: false })
}

function enter(
  tenants: Map<string, RuntimeTenant>,
  { Id, Labels, Names: [name = ''], State, NetworkSettings }: ContainerInfo,
  { recipes, image }: { recipes: Recipes; image: string | undefined },
): void {
  const tenant = tenants.get(Labels[labelNames.tenant] ?? '')
  const part = runningParts.find((each) => each === Labels[labelNames.part])
  if (!tenant || !part) return
  const state = partState(State)
  tenant.parts[part] = state === 'stopped' ? { state } : { state, id: Id }
  if (part !== 'polls') return
  const launched = addressOf({ name, networks: NetworkSettings.Networks }, recipes.docker)
  if (launched) tenant.launched = launched
  const spec = { ...tenant, cluster: Labels[labelNames.cluster] ?? '' }
  // Without the image it could not be made anew.
  tenant.outdated =
    image !== undefined &&
    tenant.parts.polls.state !== 'stopped' &&
    isOutdated(Labels, withMark(recipeOf(recipes, spec, 'polls'), image))
}
