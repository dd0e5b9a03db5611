import type { ChildProcess } from 'node:child_process'
import { createHash } from 'node:crypto'
import { rename, rm } from 'node:fs/promises'
import { startRecorded } from '@mt/local-servers/processes/recorded-process'
import { serviceEnv } from '../service-env.ts'
import type { ProcessRuntimeConfig } from './settings.ts'
import type { TenantDescription, TenantPlace } from './tenant-place.ts'

/** Starts a tenant's own service, which outlives this process. It is ready some moments later. */
export async function startService(
  config: ProcessRuntimeConfig,
  place: TenantPlace,
  description: TenantDescription,
): Promise<ChildProcess> {
  const { serviceMain, compileCache } = config
  await takeOverLog(place)
  return startRecorded({
    file: process.execPath,
    args: [serviceMain],
    env: {
      ...envOf(config, description),
      ...(compileCache ? { NODE_COMPILE_CACHE: compileCache } : {}),
    },
    folder: place.path,
    logFile: place.serviceLog,
    recordFile: place.records.service,
  })
}

/** A text that differs where a start of the tenant's service would make something else of it: secrets cannot be read from it. */
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
    port: ports.service,
    internalPort: ports.internal,
    postgres: `127.0.0.1:${ports.postgres}`,
  })
}

/** The log of a service that a release before this one started becomes that of the run before. */
async function takeOverLog({ formerServiceLog, serviceLog }: TenantPlace): Promise<void> {
  await rename(formerServiceLog, serviceLog).catch(() => {})
  await rm(`${formerServiceLog}.before`, { force: true })
}
