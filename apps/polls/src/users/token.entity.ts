import { defineEntity, p } from '@mikro-orm/core'
import { tenantKey, tenantReference, tenantTable } from '@mt/tenancy/orm/tenant-entity'
import { User } from './user.entity.ts'

/** A user's token, stored only as a hash. It expires. */
export const Token = defineEntity({
  ...tenantTable,
  name: 'Token',
  tableName: 'tokens',
  properties: {
    ...tenantKey(),
    user: () => tenantReference(User, 'user_id'),
    tokenHash: p.string().length(64).hidden(),
    createdAt: p.datetime().onCreate(() => new Date()),
    expiresAt: p.datetime(),
  },
  uniques: [{ properties: ['tenantId', 'tokenHash'] }],
  indexes: [{ properties: ['tenantId', 'user'] }],
})
