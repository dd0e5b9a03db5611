import { defineEntity, p } from '@mikro-orm/core'
import { tenantKey, tenantTable } from '@mt/tenancy/orm/tenant-entity'

/** A tenant's settings: one row, or none as long as nothing was changed. */
export const Settings = defineEntity({
  ...tenantTable,
  name: 'Settings',
  tableName: 'settings',
  properties: {
    ...tenantKey(),
    name: p.string().length(100).nullable(),
    colour: p.string().length(7).nullable(),
    signUpOpen: p.boolean().default(true),
  },
  uniques: [{ properties: ['tenantId'] }],
})
