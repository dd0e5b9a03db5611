import type { PartState } from '../runtime.ts'

/** How a container is, by Docker's word for its status. One that is paused does not answer. */
export function partState(status: string): PartState['state'] {
  if (status === 'running') return 'running'
  return status === 'paused' ? 'unhealthy' : 'stopped'
}
