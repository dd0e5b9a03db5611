import { defineEntity, type InferEntity, p } from '@mikro-orm/core'
import { ApiKey } from '../api-keys/api-key.entity.ts'

/** How long an operator stays signed in. */
export const sessionLifeMs = 12 * 60 * 60 * 1_000

/** A session of the console, begun with an API key. Only the hash of the cookie's token is stored. */
export const Session = defineEntity({
  name: 'Session',
  tableName: 'sessions',
  properties: {
    hash: p.text().primary(),
    apiKey: p.manyToOne(ApiKey).joinColumn('api_key_id'),
    /** The key's hash when the session began: replacing the key ends its sessions. */
    keyHash: p.text(),
    createdAt: p.datetime(3).onCreate(() => new Date()),
    expiresAt: p.datetime(3),
  },
})

export type Session = InferEntity<typeof Session>
