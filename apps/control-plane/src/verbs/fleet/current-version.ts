import { unavailable } from '@mt/shared/http/problem'
import { newId } from '@mt/shared/ids'
import type { Context } from '../../context.ts'
import { DataPlaneError } from '../../data-plane/data-plane-error.ts'

/** The version that the tables of every place should have. Throws 503 when the data plane is away. */
export async function currentVersion({ fleetPlane }: Context): Promise<string> {
  try {
    return (await fleetPlane.version(newId())).schemaVersion
  } catch (error) {
    if (error instanceof DataPlaneError) throw unavailable(error.message, error)
    throw error
  }
}
