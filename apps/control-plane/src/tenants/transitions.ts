import { tenantStatuses } from '@mt/shared/tenant'

/** The statuses that a request can meet, and the one in which nothing of a tenant is left but its name in the books. */
export const lifeStatuses = [...tenantStatuses, 'purged'] as const

export type LifeStatus = (typeof lifeStatuses)[number]

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
  'undelete',
  'purge',
] as const

export type TenantEvent = (typeof tenantEvents)[number]

/** The whole of a tenant's life. What is not here does not happen. docs/tenant-life.md draws it. */
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

/** Where `event` takes a tenant that is `status`; undefined where it cannot happen. */
export function nextStatus(status: LifeStatus, event: TenantEvent): LifeStatus | undefined {
  return transitions[status][event]
}
