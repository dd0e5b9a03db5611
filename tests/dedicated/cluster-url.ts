import { clusterUrl } from '@mt/control-plane/runtimes/process/cluster-url'
import { placeOf, readDescription } from '@mt/control-plane/runtimes/process/tenant-place'

/** The URL of the superuser of a tenant's own cluster, which the process runtime launched from `folder`. */
export async function ownClusterUrl(
  { folder, secret }: { folder: string; secret: string },
  tenantId: string,
): Promise<string> {
  const description = await readDescription(placeOf(folder, tenantId))
  if (!description) throw new Error(`${tenantId} has never been launched`)
  return clusterUrl(secret, description)
}
