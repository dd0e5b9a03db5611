import { join } from 'node:path'
import { type DevConfig, inheritedEnv } from '../config.ts'
import type { DevKeys } from '../dev-keys.ts'
import { cacheFolder } from '../paths.ts'
import { platformEnv } from '../platform/platform-env.ts'

export interface ServiceUrls {
  databaseUrl: string
  redisUrl: string
}

/** The variables with which the services of a development platform are started. */
export function serviceEnv(
  config: DevConfig,
  keys: DevKeys,
  urls: ServiceUrls,
  isTls: boolean,
): Record<string, string> {
  return {
    NODE_ENV: 'development',
    // Nobody can set records for the domains of a development machine.
    DOMAIN_PROOF: 'none',
    NODE_COMPILE_CACHE: join(cacheFolder, 'compiled'),
    BIND_HOST: config.bindHost,
    CONTROL_PLANE_DATABASE: config.kept('control_plane').replace('-', '_'),
    ...platformEnv({
      ...urls,
      baseDomain: config.baseDomain,
      secrets: { ...keys, OPS_API_KEY: config.opsApiKey },
      ports: config.ports,
      host: config.reachHost,
      service: config.service,
    }),
    ...(isTls ? behindCaddy(config) : {}),
  }
}

function behindCaddy({ reachHost, tlsPort }: DevConfig) {
  const trusted = [inheritedEnv().TRUSTED_PROXIES, reachHost].filter(Boolean).join(',')
  return { TENANT_URL: `https://{host}:${tlsPort}`, TRUSTED_PROXIES: trusted }
}

/** Where the launcher and the services reach a service. */
export function serviceUrl(config: DevConfig, name: keyof DevConfig['ports']): string {
  return `http://${config.reachHost}:${config.ports[name]}`
}
