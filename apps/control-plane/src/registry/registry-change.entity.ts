import { defineEntity, type InferEntity, p } from '@mikro-orm/core'
import type { RegistryEntry } from '@mt/shared/registry/entry'

/** One change of one host's entry: the outbox that is published from, and the feed that readers follow. */
export const RegistryChange = defineEntity({
  name: 'RegistryChange',
  tableName: 'registry_changes',
  properties: {
    version: p.bigint('number').primary().autoincrement(false),
    host: p.text(),
    tenantId: p.uuid(),
    entry: p.json<RegistryEntry>(),
    /** The host is nobody's any more: Redis forgets it, and this change alone remembers. */
    gone: p.boolean().default(false),
    createdAt: p.datetime(3).onCreate(() => new Date()),
  },
})

export type RegistryChange = InferEntity<typeof RegistryChange>
