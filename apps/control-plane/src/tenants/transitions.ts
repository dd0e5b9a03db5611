import { tenantStatuses } from '@mt/shared/tenant'

/** The statuses that requests can meet, and `purged`, in which only the tenant's records are left. */
export const lifeStatuses = [...tenantStatuses, 'purged'] as const

export type LifeStatus = (typeof lifeStatuses)[number]

/** The events of a tenant's life. */
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
  'undelete',
  'purge',
] as const

export type TenantEvent = (typeof tenantEvents)[number]

/** All transitions of a tenant's life. docs/tenant-life.md draws them. */
export const transitions: Record<LifeStatus, Partial<Record<TenantEvent, LifeStatus>>> = {
  provisioning: { activate: 'active', 'give-up': 'failed' },
  failed: { retry: 'provisioning', delete: 'deleted' },
  active: { suspend: 'suspended', 'begin-move': 'moving' },
  moving: { 'end-move': 'active' },
  suspended: { resume: 'active', archive: 'archived' },
  archived: { restore: 'suspended', delete: 'deleted' },
  deleted: { undelete: 'archived', purge: 'purged' },
  purged: {},
}

/** The statuses in which `event` can happen. */
export function statusesBefore(event: TenantEvent): LifeStatus[] {
  return lifeStatuses.filter((status) => nextStatus(status, event) !== undefined)
}

/** The status after `event`; undefined if `status` does not allow it. */
export function nextStatus(status: LifeStatus, event: TenantEvent): LifeStatus | undefined {
  return transitions[status][event]
}
