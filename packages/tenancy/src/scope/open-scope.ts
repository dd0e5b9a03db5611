import { AsyncLocalStorage } from 'node:async_hooks'
import type { Placement } from '@mt/shared/placement'

/** The tenant whose request, or job, this is, as a verified assertion or the control plane names it. */
export interface TenantIdentity {
  tenantId: string
  placement: Placement
  epoch: number
}

/** What a unit of work may do. In a read the database itself refuses every write. */
export type ScopeMode = 'read' | 'write'

export interface OpenScope {
  readonly tenant: TenantIdentity
  readonly mode: ScopeMode
  /** False once the unit of work has ended: what still runs then gets no connection. */
  open: boolean
}

/**
 * The scope of the code that runs now. Only the tenancy kit enters one, and its driver reads it here:
 * outside a scope no connection can be had at all.
 */
export type CurrentScope = AsyncLocalStorage<OpenScope>

export function createCurrentScope(): CurrentScope {
  return new AsyncLocalStorage<OpenScope>()
}

/** Code asked for a database without a tenant, or after its tenant's unit of work had ended. */
export class NoTenantScope extends Error {
  override name = 'NoTenantScope'
}

/** The tenant's rows no longer lie where the request was sent, or are fenced while they are moved. */
export class PlacementStale extends Error {
  override name = 'PlacementStale'
}
