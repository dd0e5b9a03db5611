import { runService } from '@mt/shared/service'
import type { ServiceDefinition } from './service.ts'

/**
 * The whole program of a service: configured by the environment, until a signal ends it. `load` imports the
 * definition, so that signals are handled before everything has been loaded.
 */
export async function runDataPlane(load: () => Promise<ServiceDefinition>): Promise<void> {
  await runService(async (stopping) => {
    const [definition, { readConfig }, { startDataPlane }] = await Promise.all([
      load(),
      import('./config.ts'),
      import('./start.ts'),
    ])
    stopping.throwIfAborted()
    const service = await startDataPlane(definition, readConfig(definition))
    return { service, logger: service.logger }
  })
}
