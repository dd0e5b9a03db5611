import { join } from 'node:path'
import type { DevConfig } from '../config.ts'
import type { DevKeys } from '../dev-keys.ts'
import { cacheFolder } from '../paths.ts'

export interface ServiceUrls {
  databaseUrl: string
  redisUrl: string
}

/** The variables that the services of a development platform are started with. */
export function serviceEnv(
  config: DevConfig,
  keys: DevKeys,
  { databaseUrl, redisUrl }: ServiceUrls,
): Record<string, string> {
  const { ports } = config
  return {
    NODE_ENV: 'development',
    NODE_COMPILE_CACHE: join(cacheFolder, 'compiled'),
    BIND_HOST: config.bindHost,
    BASE_DOMAIN: config.baseDomain,
    OPS_API_KEY: config.opsApiKey,
    DATABASE_URL: databaseUrl,
    CLUSTERS: `c1=${databaseUrl}`,
    REDIS_URL: redisUrl,
    CONTROL_PLANE_URL: serviceUrl(config, 'CONTROL_PLANE_PORT'),
    DATA_PLANE_INTERNAL_URL: serviceUrl(config, 'DATA_PLANE_INTERNAL_PORT'),
    TENANT_URL: `http://{host}:${ports.GATEWAY_PORT}`,
    CONTROL_PLANE_DATABASE: config.kept('control_plane').replace('-', '_'),
    DATA_PLANE_SERVICE: config.service,
    UPSTREAMS: `${config.service}=${serviceUrl(config, 'DATA_PLANE_PORT')}`,
    ...Object.fromEntries(Object.entries(ports).map(([name, port]) => [name, String(port)])),
    ...keys,
  }
}

/** Where the launcher and the services reach a service. */
export function serviceUrl(config: DevConfig, name: keyof DevConfig['ports']): string {
  return `http://${config.reachHost}:${config.ports[name]}`
}
