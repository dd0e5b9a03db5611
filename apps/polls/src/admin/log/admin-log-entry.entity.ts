import { defineEntity, p } from '@mikro-orm/core'
import { tenantKey, tenantTable } from '@mt/tenancy/orm/tenant-entity'

/** An action of an admin. It contains its actor's name, so that it outlives the user. */
export const AdminLogEntry = defineEntity({
  ...tenantTable,
  name: 'AdminLogEntry',
  tableName: 'admin_log',
  properties: {
    ...tenantKey(),
    actorId: p.uuid(),
    actor: p.string().length(150),
    action: p.string().length(50),
    subjectId: p.uuid().nullable(),
    details: p.json<Record<string, unknown>>(),
    at: p.datetime().onCreate(() => new Date()),
  },
})
