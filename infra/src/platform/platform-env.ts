import { freePort } from '../ports.ts'
import type { SecretVariables } from './platform-secrets.ts'

export type Ports = Record<
  | 'GATEWAY_PORT'
  | 'CONTROL_PLANE_PORT'
  | 'DATA_PLANE_PORT'
  | 'DATA_PLANE_INTERNAL_PORT'
  | 'GATEWAY_METRICS_PORT'
  | 'CONTROL_PLANE_METRICS_PORT'
  | 'DATA_PLANE_METRICS_PORT',
  number
>

export interface PlatformParts {
  /** A superuser's URL of the only cluster. */
  databaseUrl: string
  redisUrl: string
  baseDomain: string
  secrets: SecretVariables
  ports: Ports
  /** Where the services reach each other; loopback by default. */
  host?: string
  /** The data-plane service; polls by default. */
  service?: string
}

/**
 * The variables of a whole platform on one machine: each of its services can be started with all of them.
 * If a service's port is 0, for any free one, the caller has to set its URL once it listens.
 */
export function platformEnv({ host = '127.0.0.1', service = 'polls', ...parts }: PlatformParts) {
  const { databaseUrl, ports } = parts
  return {
    BASE_DOMAIN: parts.baseDomain,
    DATABASE_URL: databaseUrl,
    CLUSTERS: `c1=${databaseUrl}`,
    REDIS_URL: parts.redisUrl,
    CONTROL_PLANE_URL: `http://${host}:${ports.CONTROL_PLANE_PORT}`,
    DATA_PLANE_INTERNAL_URL: `http://${host}:${ports.DATA_PLANE_INTERNAL_PORT}`,
    DATA_PLANE_SERVICE: service,
    UPSTREAMS: `${service}=http://${host}:${ports.DATA_PLANE_PORT}`,
    TENANT_URL: `http://{host}:${ports.GATEWAY_PORT}`,
    ...portVariables(ports),
    ...parts.secrets,
  }
}

/** Free ports for the services, and any for their metrics. */
export async function freePorts(): Promise<Ports> {
  return {
    ...anyPorts,
    GATEWAY_PORT: await freePort(),
    CONTROL_PLANE_PORT: await freePort(),
    DATA_PLANE_PORT: await freePort(),
    DATA_PLANE_INTERNAL_PORT: await freePort(),
  }
}

/** Ports that are chosen when a service starts. */
export const anyPorts: Ports = {
  GATEWAY_PORT: 0,
  CONTROL_PLANE_PORT: 0,
  DATA_PLANE_PORT: 0,
  DATA_PLANE_INTERNAL_PORT: 0,
  GATEWAY_METRICS_PORT: 0,
  CONTROL_PLANE_METRICS_PORT: 0,
  DATA_PLANE_METRICS_PORT: 0,
}

function portVariables(ports: Ports): Record<keyof Ports, string> {
  const variables = Object.entries(ports).map(([name, port]) => [name, String(port)])
  return Object.fromEntries(variables) as Record<keyof Ports, string>
}
