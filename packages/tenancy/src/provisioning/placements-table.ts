import { Migration } from '@mikro-orm/migrations'
import { wallsOf } from './walls.ts'

/**
 * The kit's own table, first in every place: a row for each tenant whose rows lie there, with the epoch
 * as of which they do. A request reads its row, a write locks it FOR SHARE, and who moves or fences the
 * tenant takes it FOR UPDATE. `fence` carries no meaning: PostgreSQL grants row locks only together
 * with the right to update some column, and this is the one that does no harm.
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
