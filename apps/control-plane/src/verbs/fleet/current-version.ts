import type { DataPlane } from '../../data-plane/data-plane.ts'

/** What knows the version. */
export interface VersionParts {
  dataPlane: Pick<DataPlane, 'version'>
  /** Aborted when the service stops. */
  stopping: AbortSignal
}

/** The version that the tables of every place should have. Throws a DataPlaneError when the data plane is away. */
export function currentVersion({ dataPlane, stopping }: VersionParts): Promise<string> {
  return dataPlane.version(stopping)
}
