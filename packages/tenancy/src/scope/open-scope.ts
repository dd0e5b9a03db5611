import { AsyncLocalStorage } from 'node:async_hooks'
import type { Placement } from '@mt/shared/placement'

/** The tenant of a request or job, as a verified assertion or the control plane names it. */
export interface TenantIdentity {
  tenantId: string
  placement: Placement
  epoch: number
}

/** What a unit of work may do. In a read, the database itself refuses every write. */
export type ScopeMode = 'read' | 'write'

export interface OpenScope {
  readonly tenant: TenantIdentity
  readonly mode: ScopeMode
  /** False once the unit of work has ended: code that is still running then gets no connection. */
  open: boolean
}

/**
 * The scope of the running code. Only the tenancy package enters one, and its driver reads it here:
 * outside a scope there are no connections.
 */
export type CurrentScope = AsyncLocalStorage<OpenScope>

export function createCurrentScope(): CurrentScope {
  return new AsyncLocalStorage<OpenScope>()
}

/** Code asked for a connection without a tenant, or after its tenant's unit of work had ended. */
export class NoTenantScope extends Error {
  override name = 'NoTenantScope'
}

/** The tenant's rows are no longer where the request was sent, or are fenced. */
export class PlacementStale extends Error {
  override name = 'PlacementStale'
}
