import type { ChildProcess } from 'node:child_process'
import { createHash } from 'node:crypto'
import { startRecorded } from '@mt/local-servers/processes/recorded-process'
import { serviceEnv } from '../service-env.ts'
import type { ProcessRuntimeConfig } from './settings.ts'
import type { TenantDescription, TenantPlace } from './tenant-place.ts'

/** Starts a tenant's own polls, which outlives this process. It is ready some moments later. */
export function startPolls(
  config: ProcessRuntimeConfig,
  place: TenantPlace,
  description: TenantDescription,
): Promise<ChildProcess> {
  const { serviceMain, compileCache } = config
  return startRecorded({
    file: process.execPath,
    args: [serviceMain],
    env: {
      ...envOf(config, description),
      ...(compileCache ? { NODE_COMPILE_CACHE: compileCache } : {}),
    },
    folder: place.path,
    logFile: place.pollsLog,
    recordFile: place.records.polls,
  })
}

/** A text that differs where a start of the tenant's polls would make something else of it: secrets cannot be read from it. */
export function markOf(
  config: ProcessRuntimeConfig,
  version: string,
  description: TenantDescription,
): string {
  const parts = [config.serviceMain, version, envOf(config, description)]
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 16)
}

function envOf({ service }: ProcessRuntimeConfig, { ports, ...tenant }: TenantDescription) {
  return serviceEnv(service, tenant, {
    bindHost: '127.0.0.1',
    port: ports.polls,
    internalPort: ports.internal,
    postgres: `127.0.0.1:${ports.postgres}`,
  })
}
