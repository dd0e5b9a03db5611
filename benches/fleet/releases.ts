import { Migration } from '@mikro-orm/migrations'
import type { ServiceTables } from '@mt/data-plane/service-tables'
import { entities } from '@mt/polls/entities'
import { migrations, referenceMigrations } from '@mt/polls/migrations/index'

class AddPinned extends Migration {
  override name = '9001-pinned'

  override up(): void {
    this.addSql('alter table polls add column pinned boolean not null default false')
  }
}

class AddColour extends Migration {
  override name = '9002-colour'

  override up(): void {
    this.addSql('alter table polls add column colour varchar(7) null')
  }
}

/** The present service, and two releases that each add a column to every tenant's polls. */
export const releases: readonly ServiceTables[] = [
  migrations,
  [...migrations, AddPinned],
  [...migrations, AddPinned, AddColour],
].map((history) => ({ entities, migrations: history, referenceMigrations }))
