import type Docker from 'dockerode'
import type { ContainerCreateOptions } from 'dockerode'
import type { LaunchSpec } from '../runtime.ts'
import { RuntimeError } from '../runtime-error.ts'
import { orAbsent, unless } from './engine.ts'
import { labelNames, labelsOf, namesOf } from './names.ts'
import { partState } from './part-state.ts'
import { isOutdated, withMark } from './recipes.ts'

/** Seconds that a service may take to let requests end, and a database to write down what it has. */
export const stopGraceS = 20
/** What hangs will hardly end by itself, and its tenant is away for as long. */
export const hungGraceS = 2

/** The tenant's own network, without a way out, and its volume. */
export async function ensureHome(
  docker: Docker,
  platform: string,
  spec: LaunchSpec,
): Promise<void> {
  const { network, volume } = namesOf(platform, spec.tenantId)
  const Labels = labelsOf(platform, spec)
  if (!(await orAbsent(docker.getNetwork(network).inspect()))) {
    await unless(docker.createNetwork({ Name: network, Internal: true, Labels }), 409)
  }
  await docker.createVolume({ Name: volume, Labels })
}

export interface Wanted {
  recipe: ContainerCreateOptions & { name: string }
  /** What it joins before it starts. */
  networks?: readonly string[]
  /** Whether one that runs is made anew too where it is outdated. */
  isReplaced?: boolean
  /** Whether one that runs is made anew because it does not answer. */
  isHung?: boolean
}

/**
 * Sees to it that a container runs: keeps one that does, starts one that stopped, and makes it anew where
 * it is missing, paused, hung, outdated where that is asked for, or stopped and made of something else than
 * `recipe` by now. Throws a RuntimeError where the image is missing.
 */
export async function ensureContainer(
  docker: Docker,
  { recipe, networks = [], isReplaced = false, isHung = false }: Wanted,
): Promise<void> {
  const container = docker.getContainer(recipe.name)
  const found = await orAbsent(container.inspect())
  const state = found && partState(found.State.Status)
  if (state === 'running' && isHung) {
    await removeContainer(docker, recipe.name, hungGraceS)
    return ensureContainer(docker, { recipe, networks })
  }
  if (state === 'running' && !isReplaced) return
  const marked = await markRecipe(docker, recipe)
  if (found && state === 'running' && !isOutdated(found.Config.Labels, marked)) return
  const isSame = found?.Config.Labels[labelNames.recipe] === marked.Labels?.[labelNames.recipe]
  if (state !== 'stopped' || !isSame) {
    if (found) await removeContainer(docker, recipe.name)
    await docker.createContainer(marked)
  }
  for (const network of networks) await join(docker, network, recipe.name)
  await unless(container.start(), 304)
}

/** The recipe with its mark. Throws a RuntimeError where the image is missing. */
export async function markRecipe(
  docker: Docker,
  recipe: Wanted['recipe'],
): Promise<ContainerCreateOptions> {
  const image = await findImageId(docker, recipe.Image)
  if (!image) throw new RuntimeError(`Docker has no image ${recipe.Image}: build or pull it`)
  return withMark(recipe, image)
}

/** Ends a container gently and removes it; one that is not there is no fault. */
export async function removeContainer(
  docker: Docker,
  name: string,
  graceS = stopGraceS,
): Promise<void> {
  const container = docker.getContainer(name)
  await unless(container.stop({ t: graceS }), 304, 404)
  await unless(container.remove({ force: true, v: true }), 404)
}

/** What an image's name stands for by now; undefined where Docker has none. */
export async function findImageId(docker: Docker, image = ''): Promise<string | undefined> {
  return (await orAbsent(docker.getImage(image).inspect()))?.Id
}

/** Docker answers 403 to a container that has joined already. */
async function join(docker: Docker, network: string, name: string): Promise<void> {
  const { NetworkSettings } = await docker.getContainer(name).inspect()
  if (NetworkSettings.Networks[network]) return
  await docker.getNetwork(network).connect({ Container: name })
}
