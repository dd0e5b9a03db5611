import { secretsByService } from '../platform/platform-secrets.ts'
import { redisUsers } from './redis-users.ts'
import type { Secrets } from './secrets.ts'
import { composeService } from './service.ts'

export interface SecretFile {
  /** A path that begins with the service's folder. */
  path: string
  text: string
  mode: number
}

/** Readable only by the user that wrote it: the services run as the same user. */
const own = 0o400
/** PostgreSQL and Redis run as their own users; nobody else has this volume mounted. */
const shared = 0o444

/** The settings that each service of a compose platform gets, without anything that only others need. */
export function filesOf(secrets: Secrets): SecretFile[] {
  const keys = secretsByService(secrets)
  const stores = storesOf(secrets)
  const envOf = (service: keyof typeof keys) => envText({ ...keys[service], ...stores[service] })
  return [
    { path: 'gateway/env', text: envOf('gateway'), mode: own },
    { path: `${composeService}/env`, text: envOf('dataPlane'), mode: own },
    { path: 'control-plane/env', text: envOf('controlPlane'), mode: own },
    { path: 'control-plane/ops-api-key', text: secrets.opsApiKey, mode: own },
    { path: 'postgres/password', text: secrets.postgres.owner, mode: shared },
    { path: 'postgres/control-plane.sql', text: controlPlaneRole(secrets), mode: shared },
    { path: 'redis/users.acl', text: redisUsers(secrets.redis), mode: shared },
  ]
}

/** The addresses and accounts of each service's stores. All other secrets are those of any platform. */
function storesOf({ postgres, redis }: Secrets) {
  return {
    gateway: { REDIS_URL: redisUrl('gateway', redis.gateway) },
    dataPlane: {
      CLUSTERS: `c1=${databaseUrl('postgres', postgres.owner)}`,
      REDIS_URL: redisUrl(composeService, redis[composeService]),
    },
    controlPlane: {
      DATABASE_URL: databaseUrl('control_plane', postgres.controlPlane),
      REDIS_URL: redisUrl('control-plane', redis.controlPlane),
    },
  }
}

/** The control plane creates its own database, and can enter no other. */
function controlPlaneRole({ postgres }: Secrets): string {
  return `create role control_plane login createdb password '${postgres.controlPlane}';\n`
}

function databaseUrl(user: string, password: string): string {
  return `postgres://${user}:${password}@postgres:5432/postgres`
}

function redisUrl(user: string, password: string): string {
  return `redis://${user}:${password}@redis:6379`
}

/** The format of `node --env-file`; neither JSON nor generated secrets contain a single quote. */
function envText(variables: Record<string, string>): string {
  return Object.entries(variables)
    .map(([name, value]) => `${name}='${value}'\n`)
    .join('')
}
