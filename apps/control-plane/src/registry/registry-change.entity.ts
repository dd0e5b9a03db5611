import { defineEntity, type InferEntity, p } from '@mikro-orm/core'
import type { RegistryEntry } from '@mt/shared/registry/entry'

/** A change of one host's entry: both the outbox for publishing and the feed that readers follow. */
export const RegistryChange = defineEntity({
  name: 'RegistryChange',
  tableName: 'registry_changes',
  properties: {
    version: p.bigint('number').primary().autoincrement(false),
    host: p.text(),
    tenantId: p.uuid(),
    entry: p.json<RegistryEntry>(),
    /** The host no longer belongs to any tenant: it is removed from Redis, and only this change remains. */
    gone: p.boolean().default(false),
    createdAt: p.datetime(3).onCreate(() => new Date()),
  },
})

export type RegistryChange = InferEntity<typeof RegistryChange>
