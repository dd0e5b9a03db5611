import { defineEntity, p } from '@mikro-orm/core'
import { Migration } from '@mikro-orm/migrations'
import { tenantKey, tenantTable } from '../orm/tenant-entity.ts'
import { wallsOf } from '../provisioning/walls.ts'

/** The smallest service: one table, for this package's tests. */
export const Note = defineEntity({
  ...tenantTable,
  name: 'Note',
  tableName: 'notes',
  properties: { ...tenantKey(), text: p.text() },
})

export class CreateNotes extends Migration {
  override name = '0001-notes'

  override up(): void {
    this.addSql(`create table notes (
      tenant_id uuid not null, id uuid not null, text text not null, primary key (tenant_id, id))`)
    for (const statement of wallsOf('notes')) this.addSql(statement)
  }
}
