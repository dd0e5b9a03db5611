import type { LaunchSpec } from './runtime.ts'
import { tenantSecrets } from './tenant-secrets.ts'

/** The environment of every dedicated service, in both runtimes. */
export interface ServiceSettings {
  nodeEnv: string
  logLevel: string
  baseDomain: string
  /** JWK sets: with them a service checks assertions and internal calls, and can sign none. */
  assertionKeys: string
  internalKeys: string
  /** The secret that all tenants' secrets are derived from; no service gets it. */
  secret: string
  /** What it was before: clusters that still have passwords of that are given new ones. */
  previousSecret?: string | undefined
}

/** Where the service listens and finds its database, as seen from where it runs. */
export interface ServiceAddresses {
  bindHost: string
  port: number
  internalPort: number
  /** Host and port of its cluster. */
  postgres: string
}

/** The name of the superuser of every dedicated cluster. */
export const clusterOwner = 'postgres'

/**
 * All variables that a dedicated tenant's service is started with. It learns of one cluster, its own, and of
 * one tenant; it has no Redis, and nothing that another tenant's service would take from it.
 */
export function serviceEnv(
  settings: ServiceSettings,
  { tenantId, cluster }: LaunchSpec,
  at: ServiceAddresses,
): Record<string, string> {
  const { roleSecret } = tenantSecrets(settings.secret, tenantId)
  const clusterBy = (secret: string) => {
    const { clusterPassword } = tenantSecrets(secret, tenantId)
    return `${cluster}=postgres://${clusterOwner}:${clusterPassword}@${at.postgres}/postgres`
  }
  return {
    NODE_ENV: settings.nodeEnv,
    LOG_LEVEL: settings.logLevel,
    BASE_DOMAIN: settings.baseDomain,
    BIND_HOST: at.bindHost,
    DATA_PLANE_PORT: String(at.port),
    DATA_PLANE_INTERNAL_PORT: String(at.internalPort),
    DATA_PLANE_METRICS_PORT: '0',
    DATA_PLANE_TENANT: tenantId,
    CLUSTERS: clusterBy(settings.secret),
    ...(settings.previousSecret ? { CLUSTERS_PREVIOUS: clusterBy(settings.previousSecret) } : {}),
    ROLE_SECRET: roleSecret,
    ASSERTION_VERIFYING_KEYS: settings.assertionKeys,
    INTERNAL_VERIFYING_KEYS: settings.internalKeys,
  }
}
