import type { Config } from '@mt/data-plane/config'
import { startDataPlane } from '@mt/data-plane/start'
import { polls } from './service.ts'

/** Boots polls. It listens at once and is ready when its clusters are prepared. */
export function startPolls(config: Config) {
  return startDataPlane(polls, config)
}
