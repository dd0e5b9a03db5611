import type { EntityManager } from '@mikro-orm/postgresql'
import { newId } from '@mt/shared/ids'
import type { Actor } from './actor.ts'
import { AuditEntry } from './audit-entry.entity.ts'

export interface AuditedChange {
  actor: Actor
  /** An event in the past tense: `tenant.suspended`. */
  what: string
  tenantId: string | null
  before: unknown
  after: unknown
}

/** Adds an entry to the audit trail, in the transaction of `em`. `before` and `after` must not contain secrets. */
export function writeAudit(em: EntityManager, change: AuditedChange): void {
  const { actor, what, tenantId, before, after } = change
  em.create(
    AuditEntry,
    {
      id: newId(),
      who: actor.name,
      address: actor.address,
      what,
      tenantId,
      before: before ?? null,
      after: after ?? null,
    },
    { persist: true },
  )
}
