import type { DataPlane } from '../../data-plane/data-plane.ts'

export interface QuotaParts {
  dataPlane: Pick<DataPlane, 'listQuotas'>
}

/** What plans and tenants can limit in the service, as the service declares it. Rejects where it is away. */
export async function listQuotas({ dataPlane }: QuotaParts, signal: AbortSignal) {
  return { results: await dataPlane.listQuotas(signal) }
}
