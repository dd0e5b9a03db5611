import { defineEntity, p } from '@mikro-orm/core'
import { tenantKey, tenantTable } from '@mt/tenancy/orm/tenant-entity'

/** What was answered to a request that may be sent again. Key and request are kept as keyed hashes alone. */
export const IdempotencyKey = defineEntity({
  ...tenantTable,
  name: 'IdempotencyKey',
  tableName: 'idempotency_keys',
  properties: {
    ...tenantKey(),
    keyHash: p.string().length(64),
    requestHash: p.string().length(64),
    /** As JSON. Null within the transaction that does the work, and never after it. */
    answer: p.text().nullable(),
    createdAt: p.datetime(),
  },
  uniques: [{ properties: ['tenantId', 'keyHash'] }],
  indexes: [{ properties: ['tenantId', 'createdAt'] }],
})
