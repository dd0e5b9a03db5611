import { ConfigError } from '@mt/shared/config'
import type { Logger } from '@mt/shared/logger'
import type { DockerRuntimeConfig, RuntimeConfig } from './runtime-config.ts'
import { noRuntime } from './runtimes/no-runtime.ts'
import type { ProcessRuntimeConfig } from './runtimes/process/settings.ts'
import type { Runtime } from './runtimes/runtime.ts'

/** Opens the configured runtime. Only that one is loaded, because the others may not be installed. */
export async function openRuntime(config: RuntimeConfig, logger: Logger): Promise<Runtime> {
  switch (config.kind) {
    case 'none':
      return noRuntime
    case 'process':
      return openProcessRuntime(config, logger)
    case 'docker':
      return openDockerRuntime(config)
  }
}

async function openDockerRuntime({ docker, service }: DockerRuntimeConfig): Promise<Runtime> {
  const { createDockerRuntime } = await import('./runtimes/docker/docker-runtime.ts')
  return createDockerRuntime(docker, service)
}

/** This runtime starts PostgreSQL with a development dependency. */
async function openProcessRuntime(config: ProcessRuntimeConfig, logger: Logger): Promise<Runtime> {
  const { createProcessRuntime } = await import('./runtimes/process/process-runtime.ts').catch(
    (error) => {
      if (error?.code !== 'ERR_MODULE_NOT_FOUND') throw error
      throw new ConfigError('RUNTIME=process needs the development dependencies: run npm ci')
    },
  )
  return createProcessRuntime(config, logger)
}
