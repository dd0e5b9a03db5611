import { defineEntity, p } from '@mikro-orm/core'
import { tenantKey, tenantReference, tenantTable } from '@mt/tenancy/orm/tenant-entity'
import { User } from '../users/user.entity.ts'

export const Poll = defineEntity({
  ...tenantTable,
  name: 'Poll',
  tableName: 'polls',
  properties: {
    ...tenantKey(),
    question: p.string().length(100),
    createdBy: () => tenantReference(User, 'created_by_id'),
    pubDate: p.datetime().onCreate(() => new Date()),
    closesAt: p.datetime().nullable(),
  },
  indexes: [{ properties: ['tenantId', 'createdBy'] }],
})
