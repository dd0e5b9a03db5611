import { unavailable } from '@mt/shared/http/problem'
import { newId } from '@mt/shared/ids'
import { DataPlaneError } from '../../data-plane/data-plane-error.ts'
import type { FleetClient } from '../../data-plane/fleet-client.ts'

/** What knows the version. */
export interface VersionParts {
  fleetPlane: Pick<FleetClient, 'version'>
}

/** The version that the tables of every place should have. Throws 503 when the data plane is away. */
export async function currentVersion({ fleetPlane }: VersionParts): Promise<string> {
  try {
    return (await fleetPlane.version(newId())).schemaVersion
  } catch (error) {
    if (error instanceof DataPlaneError) throw unavailable(error.message, error)
    throw error
  }
}
