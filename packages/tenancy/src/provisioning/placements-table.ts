import { Migration } from '@mikro-orm/migrations'
import { wallsOf } from './walls.ts'

/**
 * The tenancy package's own table, first in every placement: a row for each tenant whose rows are there,
 * with its epoch. A request reads its row, a write locks it FOR SHARE, and whoever moves or fences the
 * tenant takes it FOR UPDATE. `fence` has no meaning: PostgreSQL grants row locks only with the privilege to
 * update some column, and this one does no harm.
 */
export class CreatePlacements extends Migration {
  override name = 'kit-0001-placements'

  override up(): void {
    this.addSql(`create table placements (
      tenant_id uuid primary key,
      epoch integer not null check (epoch > 0),
      state text not null default 'serving' check (state in ('serving', 'fenced')),
      fence smallint not null default 0
    )`)
    for (const statement of wallsOf('placements')) this.addSql(statement)
  }
}
