import { readConfig as readDataPlaneConfig } from '@mt/data-plane/config'
import { polls } from './service.ts'

/** The configuration of polls. Throws a ConfigError that names what is missing or wrong. */
export function readConfig(env?: NodeJS.ProcessEnv) {
  return readDataPlaneConfig(polls, env)
}
