import type { TenantStatus } from '@mt/shared/tenant'

/** What can happen to a tenant in its life. */
export const tenantEvents = [
  'activate',
  'give-up',
  'retry',
  'suspend',
  'resume',
  'archive',
  'restore',
  'begin-move',
  'end-move',
  'delete',
] as const

export type TenantEvent = (typeof tenantEvents)[number]

/** The whole of a tenant's life. What is not here does not happen. */
const table: Record<TenantStatus, Partial<Record<TenantEvent, TenantStatus>>> = {
  provisioning: { activate: 'active', 'give-up': 'failed' },
  failed: { retry: 'provisioning', delete: 'deleted' },
  active: { suspend: 'suspended', 'begin-move': 'moving' },
  moving: { 'end-move': 'active' },
  suspended: { resume: 'active', archive: 'archived' },
  archived: { restore: 'suspended', delete: 'deleted' },
  deleted: {},
}

/** Where `event` takes a tenant that is `status`; undefined where it cannot happen. */
export function nextStatus(status: TenantStatus, event: TenantEvent): TenantStatus | undefined {
  return table[status][event]
}
