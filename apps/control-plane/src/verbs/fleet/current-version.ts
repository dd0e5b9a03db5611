import type { DataPlane } from '../../data-plane/data-plane.ts'

export interface VersionParts {
  dataPlane: Pick<DataPlane, 'version'>
  /** Aborted when the service stops. */
  stopping: AbortSignal
}

/** The version that the tables of every placement should have. Throws a DataPlaneError if the data plane is unavailable. */
export function currentVersion({ dataPlane, stopping }: VersionParts): Promise<string> {
  return dataPlane.version(stopping)
}
