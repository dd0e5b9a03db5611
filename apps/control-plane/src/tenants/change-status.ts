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
  /** Why, where the tenant is given up. */
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
 * Takes a tenant, whose row the caller has locked, to the status that follows: the status, the audit
 * trail and the registry change in the transaction of `em`. Throws the 409 of a change that cannot be.
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

/** The status that follows, or the 409 that names the one that stands in the way. */
export function requireNextStatus(status: LifeStatus, event: TenantEvent): LifeStatus {
  const next = nextStatus(status, event)
  if (!next) throw wrongStatus(status, event)
  return next
}

function wrongStatus(status: LifeStatus, event: TenantEvent): Problem {
  const first = statusesBefore(event).join(' or ')
  return conflict('wrong_status', `the tenant is ${status}; to ${event} it must be ${first}`)
}
