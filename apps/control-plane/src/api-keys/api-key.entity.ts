import { defineEntity, type InferEntity, p } from '@mikro-orm/core'
import type { Scope } from './scopes.ts'

/** A key of the control plane's API. Only its hash is stored. */
export const ApiKey = defineEntity({
  name: 'ApiKey',
  tableName: 'api_keys',
  properties: {
    id: p.uuid().primary(),
    name: p.text(),
    hash: p.text(),
    scopes: p.array().$type<Scope[]>(),
    createdAt: p.datetime(3).onCreate(() => new Date()),
    lastUsedAt: p.datetime(3).nullable(),
    revokedAt: p.datetime(3).nullable(),
  },
})

export type ApiKey = InferEntity<typeof ApiKey>
