import { defineEntity, type InferEntity, p } from '@mikro-orm/core'

/** The stored answer to a request with an Idempotency-Key. While there is none, the request is in progress. */
export const IdempotencyKey = defineEntity({
  name: 'IdempotencyKey',
  tableName: 'idempotency_keys',
  properties: {
    /** The name of the API key that sent it. */
    who: p.text().primary(),
    key: p.text().primary(),
    requestHash: p.text(),
    status: p.integer().nullable(),
    headers: p.json<Record<string, string>>().nullable(),
    body: p.json<unknown>().nullable(),
    createdAt: p.datetime(3),
  },
})

export type IdempotencyKey = InferEntity<typeof IdempotencyKey>
