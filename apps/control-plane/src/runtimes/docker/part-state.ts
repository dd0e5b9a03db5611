import type { ContainerInspectInfo } from 'dockerode'
import type { PartState } from '../runtime.ts'

/** How a container is. One that is paused does not answer. */
export function partState({ State }: Pick<ContainerInspectInfo, 'State'>): PartState {
  if (!State.Running || State.Restarting) return { state: 'stopped' }
  const since = new Date(State.StartedAt)
  const isWell = !State.Paused && State.Health?.Status !== 'unhealthy'
  return { state: isWell ? 'running' : 'unhealthy', since }
}
