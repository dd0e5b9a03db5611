import type { ChildProcess } from 'node:child_process'
import { startRecorded } from '@mt/local-servers/processes/recorded-process'
import type { LaunchSpec } from '../runtime.ts'
import type { ProcessRuntimeConfig } from '../runtime-config.ts'
import { serviceEnv } from '../service-env.ts'
import type { TenantDescription, TenantPlace } from './tenant-place.ts'

/** Starts a tenant's own polls, which outlives this process. It is ready some moments later. */
export function startPolls(
  { service, serviceMain, compileCache }: ProcessRuntimeConfig,
  place: TenantPlace,
  { ports, ...tenant }: TenantDescription & LaunchSpec,
): Promise<ChildProcess> {
  const env = serviceEnv(service, tenant, {
    bindHost: '127.0.0.1',
    port: ports.polls,
    internalPort: ports.internal,
    postgres: `127.0.0.1:${ports.postgres}`,
  })
  return startRecorded({
    file: process.execPath,
    args: [serviceMain],
    env: { ...env, ...(compileCache ? { NODE_COMPILE_CACHE: compileCache } : {}) },
    folder: place.path,
    logFile: place.pollsLog,
    recordFile: place.records.polls,
  })
}
