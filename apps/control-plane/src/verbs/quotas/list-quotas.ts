import type { DataPlane } from '../../data-plane/data-plane.ts'

export interface QuotaParts {
  dataPlane: Pick<DataPlane, 'listQuotas'>
}

/**
 * The quotas that the service declares, for the limits of plans and tenants. None if the service is of an
 * earlier release, which has no such list. Rejects if the service is unavailable.
 */
export async function listQuotas({ dataPlane }: QuotaParts, signal: AbortSignal) {
  return { results: (await dataPlane.listQuotas(signal)) ?? [] }
}
