import { defineEntity, type InferEntity, p } from '@mikro-orm/core'

/** One change and its author, written in the transaction of the change and never modified. */
export const AuditEntry = defineEntity({
  name: 'AuditEntry',
  tableName: 'audit_entries',
  properties: {
    id: p.uuid().primary(),
    who: p.text(),
    what: p.text(),
    tenantId: p.uuid().nullable(),
    before: p.json<unknown>().nullable(),
    after: p.json<unknown>().nullable(),
    address: p.text().nullable(),
    at: p.datetime(3).onCreate(() => new Date()),
  },
})

export type AuditEntry = InferEntity<typeof AuditEntry>
