import { type Placement, serviceOf } from '@mt/shared/placement'
import type { Launched } from '../runtimes/runtime.ts'
import { DataPlaneError } from './data-plane-error.ts'

/** The fields of a tenant that are needed to call the service that serves it. */
export interface ServedTenant {
  id: string
  /** The service that it is a tenant of. */
  service: string
  placement: Placement
  upstream?: Launched | null | undefined
}

/** An internal API, and the service for which capabilities are signed. */
export interface InternalApi {
  url: string
  service: string
}

/**
 * The internal API that serves a tenant: the pooled one, or its own. Throws a transient DataPlaneError while
 * a dedicated tenant's own service does not run, and a permanent one for a tenant of another service, whose
 * tables must not be created among those of this one.
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
  if (!upstream) throw new DataPlaneError('the tenant’s own service is not running', true)
  return { url: upstream.internalUrl, service }
}
