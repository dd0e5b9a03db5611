import { placeOf, readDescription } from '@mt/control-plane/runtimes/process/tenant-place'
import { clusterOwner } from '@mt/control-plane/runtimes/service-env'
import { tenantSecrets } from '@mt/control-plane/runtimes/tenant-secrets'

/** The URL of the superuser of a tenant's own cluster, which the process runtime launched from `folder`. */
export async function clusterUrl(
  { folder, secret }: { folder: string; secret: string },
  tenantId: string,
): Promise<string> {
  const description = await readDescription(placeOf(folder, tenantId))
  if (!description) throw new Error(`${tenantId} has never been launched`)
  const { clusterPassword } = tenantSecrets(secret, tenantId)
  return `postgres://${clusterOwner}:${clusterPassword}@127.0.0.1:${description.ports.postgres}/`
}
