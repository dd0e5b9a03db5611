import { defineEntity, p } from '@mikro-orm/core'
import { tenantKey, tenantReference, tenantTable } from '@mt/tenancy/orm/tenant-entity'
import { User } from './user.entity.ts'

/** Permission to set a user's password once, stored only as a hash. It expires. */
export const PasswordLink = defineEntity({
  ...tenantTable,
  name: 'PasswordLink',
  tableName: 'password_links',
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
