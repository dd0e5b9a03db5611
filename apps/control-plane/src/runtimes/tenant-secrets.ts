import { hkdfSync } from 'node:crypto'

/** The secrets of one dedicated tenant. */
export interface TenantSecrets {
  /** Of its cluster's owner, `postgres`. */
  clusterPassword: string
  /** Its service's ROLE_SECRET, from which the passwords of its database roles are derived. */
  roleSecret: string
}

/**
 * Derives a tenant's secrets from the runtime's: they are stored nowhere, and one tenant's tell nothing
 * about another's. Who holds the runtime's secret has them all.
 */
export function tenantSecrets(runtimeSecret: string, tenantId: string): TenantSecrets {
  const derive = (purpose: string) =>
    Buffer.from(hkdfSync('sha256', runtimeSecret, tenantId, purpose, 32)).toString('base64url')
  return { clusterPassword: derive('cluster password'), roleSecret: derive('role secret') }
}
