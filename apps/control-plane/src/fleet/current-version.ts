import type { Context } from '../context.ts'

/** The version that the tables of every place should have. Throws a DataPlaneError when the data plane is away. */
export function currentVersion({ dataPlane, stopping }: Context): Promise<string> {
  return dataPlane.version(stopping)
}
