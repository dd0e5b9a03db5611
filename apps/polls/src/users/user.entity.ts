import { defineEntity, p } from '@mikro-orm/core'
import { tenantKey, tenantTable } from '@mt/tenancy/orm/tenant-entity'

/** What users may do in their tenant: an admin also manages it. */
export const userRoles = ['user', 'admin'] as const
export type UserRole = (typeof userRoles)[number]

export const User = defineEntity({
  ...tenantTable,
  name: 'User',
  tableName: 'users',
  properties: {
    ...tenantKey(),
    username: p.string().length(150),
    email: p.string().length(254),
    passwordHash: p.text().hidden(),
    role: p.string().$type<UserRole>().default('user'),
    disabledAt: p.datetime().nullable(),
    createdAt: p.datetime().onCreate(() => new Date()),
  },
  uniques: [{ properties: ['tenantId', 'username'] }],
})
