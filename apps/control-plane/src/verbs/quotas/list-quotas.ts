import type { DataPlane } from '../../data-plane/data-plane.ts'

export interface QuotaParts {
  dataPlane: Pick<DataPlane, 'listQuotas'>
}

/**
 * What plans and tenants can limit in the service, as it declares it; nothing where it is of an earlier
 * release, which declares none. Rejects where it is away.
 */
export async function listQuotas({ dataPlane }: QuotaParts, signal: AbortSignal) {
  return { results: (await dataPlane.listQuotas(signal)) ?? [] }
}
