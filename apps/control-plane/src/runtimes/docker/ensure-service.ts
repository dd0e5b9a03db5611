import type Docker from 'dockerode'
import { orAbsent } from './engine.ts'
import { ensureContainer, hungGraceS, markRecipe, removeContainer, type Wanted } from './ensure.ts'
import { partState } from './part-state.ts'
import { isOutdated } from './recipes.ts'

/**
 * As ensureContainer, of a tenant's service, which a release before this one may run in the container
 * `formerName`: that one is removed first, or two would serve the tenant. It stays where a control plane
 * that started later than this one launched it, an upgrade taken back. Resolves to the name of the container
 * that runs.
 */
export async function ensureService(
  docker: Docker,
  formerName: string,
  wanted: Wanted,
): Promise<string> {
  const former = await orAbsent(docker.getContainer(formerName).inspect())
  if (former) {
    const { isHung = false, recipe } = wanted
    const marked = await markRecipe(docker, recipe)
    const runs = partState(former.State.Status) === 'running' && !isHung
    if (runs && !isOutdated(former.Config.Labels, marked)) return formerName
    await removeContainer(docker, formerName, isHung ? hungGraceS : undefined)
  }
  await ensureContainer(docker, wanted)
  return wanted.recipe.name
}
