import { defineEntity, type InferEntity, p } from '@mikro-orm/core'

/** One change, by whom and from where, written in the transaction that made it. Never changed after. */
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
