import { type Placement, serviceOf } from '@mt/shared/placement'
import type { Launched } from '../runtimes/runtime.ts'
import { DataPlaneError } from './data-plane-error.ts'

/** A tenant as it takes to call the service that serves it. */
export interface ServedTenant {
  id: string
  /** Whose tenant it is. */
  service: string
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
 * a dedicated tenant's own does not run, and a lasting one for a tenant of another service: nobody is to
 * make its tables where those of that service are.
 */
export function internalApiOf(
  pooled: InternalApi,
  { id, service: wanted, placement, upstream }: ServedTenant,
): InternalApi {
  if (wanted !== pooled.service) {
    throw new DataPlaneError(`it is a tenant of ${wanted}, and this is ${pooled.service}`, false)
  }
  const service = serviceOf(wanted, placement, id)
  if (placement.model !== 'dedicated') return pooled
  if (!upstream) throw new DataPlaneError('the tenant’s own service does not run', true)
  return { url: upstream.internalUrl, service }
}
