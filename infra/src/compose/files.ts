import { redisUsers } from './redis-users.ts'
import type { Secrets } from './secrets.ts'

export interface SecretFile {
  /** The service's folder first. */
  path: string
  text: string
  mode: number
}

/** Read by the user that wrote it alone: the services run as the same one. */
const own = 0o400
/** PostgreSQL and Redis run as users of their own; who else could read it does not have the volume. */
const shared = 0o444

/** What each service of a compose platform is told, and nothing of what only others need. */
export function filesOf(secrets: Secrets): SecretFile[] {
  return [
    { path: 'gateway/env', text: envText(gatewayEnv(secrets)), mode: own },
    { path: 'polls/env', text: envText(pollsEnv(secrets)), mode: own },
    { path: 'control-plane/env', text: envText(controlPlaneEnv(secrets)), mode: own },
    { path: 'control-plane/ops-api-key', text: secrets.opsApiKey, mode: own },
    { path: 'postgres/password', text: secrets.postgres.owner, mode: shared },
    { path: 'postgres/control-plane.sql', text: controlPlaneRole(secrets), mode: shared },
    { path: 'redis/users.acl', text: redisUsers(secrets.redis), mode: shared },
  ]
}

function gatewayEnv({ assertion, registry, registryApiKey, redis }: Secrets) {
  return {
    ASSERTION_SIGNING_KEY: assertion.signing,
    REGISTRY_VERIFYING_KEYS: registry.verifying,
    REGISTRY_API_KEY: registryApiKey,
    REDIS_URL: redisUrl('gateway', redis.gateway),
  }
}

function pollsEnv({ assertion, internal, roleSecret, postgres, redis }: Secrets) {
  return {
    ASSERTION_VERIFYING_KEYS: assertion.verifying,
    INTERNAL_VERIFYING_KEYS: internal.verifying,
    ROLE_SECRET: roleSecret,
    CLUSTERS: `c1=postgres://postgres:${postgres.owner}@postgres:5432/postgres`,
    REDIS_URL: redisUrl('polls', redis.polls),
  }
}

/** It hands dedicated tenants' services what they check calls with, and signs none of the gateway's. */
function controlPlaneEnv({ assertion, registry, internal, postgres, redis, ...rest }: Secrets) {
  return {
    REGISTRY_SIGNING_KEY: registry.signing,
    INTERNAL_SIGNING_KEY: internal.signing,
    INTERNAL_VERIFYING_KEYS: internal.verifying,
    ASSERTION_VERIFYING_KEYS: assertion.verifying,
    RUNTIME_SECRET: rest.runtimeSecret,
    REGISTRY_API_KEY: rest.registryApiKey,
    OPS_API_KEY: rest.opsApiKey,
    DATABASE_URL: `postgres://control_plane:${postgres.controlPlane}@postgres:5432/postgres`,
    REDIS_URL: redisUrl('control-plane', redis.controlPlane),
  }
}

/** The control plane makes its own database, and enters no other. */
function controlPlaneRole({ postgres }: Secrets): string {
  return `create role control_plane login createdb password '${postgres.controlPlane}';\n`
}

function redisUrl(user: string, password: string): string {
  return `redis://${user}:${password}@redis:6379`
}

/** As `node --env-file` reads it; neither JSON nor what is made here holds a single quote. */
function envText(variables: Record<string, string>): string {
  return Object.entries(variables)
    .map(([name, value]) => `${name}='${value}'\n`)
    .join('')
}
