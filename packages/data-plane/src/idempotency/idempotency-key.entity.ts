import { defineEntity, p } from '@mikro-orm/core'
import { tenantKey, tenantTable } from '@mt/tenancy/orm/tenant-entity'

/**
 * The answer to a request that may be sent again. The key and the request are stored only as keyed hashes.
 */
export const IdempotencyKey = defineEntity({
  ...tenantTable,
  name: 'IdempotencyKey',
  tableName: 'idempotency_keys',
  properties: {
    ...tenantKey(),
    keyHash: p.string().length(64),
    requestHash: p.string().length(64),
    /** JSON. Null within the transaction that does the work, and never after it. */
    answer: p.text().nullable(),
    createdAt: p.datetime(),
  },
  uniques: [{ properties: ['tenantId', 'keyHash'] }],
  indexes: [{ properties: ['tenantId', 'createdAt'] }],
})
