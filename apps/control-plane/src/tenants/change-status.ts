import type { EntityManager } from '@mikro-orm/postgresql'
import { conflict, type Problem } from '@mt/shared/http/problem'
import type { Actor } from '../audit/actor.ts'
import { writeAudit } from '../audit/write-audit.ts'
import { recordChange } from './record-change.ts'
import type { Tenant } from './tenant.entity.ts'
import { type LifeStatus, nextStatus, statusesBefore, type TenantEvent } from './transitions.ts'

export interface StatusChange {
  em: EntityManager
  tenant: Tenant
  actor: Actor
  event: TenantEvent
  /** Why the tenant is given up. */
  reason?: string
}

/** The events of the audit trail, each the past tense of what happened. */
const audited: Record<TenantEvent, string> = {
  activate: 'tenant.activated',
  'give-up': 'tenant.failed',
  retry: 'tenant.retried',
  suspend: 'tenant.suspended',
  resume: 'tenant.resumed',
  archive: 'tenant.archived',
  restore: 'tenant.restored',
  'begin-move': 'tenant.move_began',
  'end-move': 'tenant.moved',
  delete: 'tenant.deleted',
  undelete: 'tenant.undeleted',
  purge: 'tenant.purged',
}

/**
 * Changes the status of a tenant, whose row the caller has locked, with its audit entry and registry change in
 * the transaction of `em`. Throws 409 if the status does not allow the event.
 */
export async function changeStatus({ em, tenant, actor, event, reason }: StatusChange) {
  const before = tenant.status
  tenant.status = requireNextStatus(before, event)
  tenant.failureReason = reason ?? null
  writeAudit(em, {
    actor,
    what: audited[event],
    tenantId: tenant.id,
    before: { status: before },
    after: { status: tenant.status, ...(reason === undefined ? {} : { reason }) },
  })
  await recordChange(em, tenant)
}

/** Returns the status after the event. Throws 409 with the present status if that does not allow it. */
export function requireNextStatus(status: LifeStatus, event: TenantEvent): LifeStatus {
  const next = nextStatus(status, event)
  if (!next) throw wrongStatus(status, event)
  return next
}

function wrongStatus(status: LifeStatus, event: TenantEvent): Problem {
  const first = statusesBefore(event).join(' or ')
  return conflict('wrong_status', `the tenant is ${status}; to ${event} it must be ${first}`)
}
