import { defineEntity, type InferEntity, p } from '@mikro-orm/core'
import { ApiKey } from '../api-keys/api-key.entity.ts'

/** How long an operator stays signed in. */
export const sessionLifeMs = 12 * 60 * 60 * 1_000

/** An operator's pages, signed in with an API key. Only the hash of what the cookie holds is kept. */
export const Session = defineEntity({
  name: 'Session',
  tableName: 'sessions',
  properties: {
    hash: p.text().primary(),
    apiKey: p.manyToOne(ApiKey).joinColumn('api_key_id'),
    /** The key's hash when the session began: a key that was replaced has no sessions. */
    keyHash: p.text(),
    createdAt: p.datetime(3).onCreate(() => new Date()),
    expiresAt: p.datetime(3),
  },
})

export type Session = InferEntity<typeof Session>
