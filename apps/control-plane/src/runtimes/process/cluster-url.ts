import { clusterOwner } from '../service-env.ts'
import { tenantSecrets } from '../tenant-secrets.ts'
import type { TenantDescription } from './tenant-place.ts'

/** The URL of the owner of a tenant's own cluster, to its maintenance database. */
export function clusterUrl(
  secret: string,
  { tenantId, ports }: Pick<TenantDescription, 'tenantId' | 'ports'>,
): string {
  const { clusterPassword } = tenantSecrets(secret, tenantId)
  return `postgres://${clusterOwner}:${clusterPassword}@127.0.0.1:${ports.postgres}/postgres`
}
