import { type Placement, serviceOf } from '@mt/shared/placement'
import type { Launched } from '../runtimes/runtime.ts'
import { DataPlaneError } from './data-plane-error.ts'

/** A tenant as it takes to call the service that serves it. */
export interface ServedTenant {
  id: string
  placement: Placement
  upstream?: Launched | null | undefined
}

/** An internal API, and the service that rights to calls of it have to be for. */
export interface InternalApi {
  url: string
  service: string
}

/**
 * The internal API that serves a tenant: the pooled one, or its own. Throws a transient DataPlaneError while
 * a dedicated tenant's own does not run.
 */
export function internalApiOf(
  pooledUrl: string,
  { id, placement, upstream }: ServedTenant,
): InternalApi {
  const service = serviceOf(placement, id)
  if (placement.model !== 'dedicated') return { url: pooledUrl, service }
  if (!upstream) throw new DataPlaneError('the tenant’s own service does not run', true)
  return { url: upstream.internalUrl, service }
}
