import { Migration } from '@mikro-orm/migrations'
import type { ServiceTables } from '@mt/data-plane/service-tables'
import { entities } from '@mt/polls/entities'
import { migrations, referenceMigrations } from '@mt/polls/migrations/index'

/** The service of the present release. */
export const today: ServiceTables = { entities, migrations, referenceMigrations }

export const nextVersion = '9001-pinned'

class AddPinned extends Migration {
  override name = nextVersion

  override up(): void {
    this.addSql('alter table polls add column pinned boolean not null default false')
  }
}

/** A release that adds a column to the polls of every tenant. */
export const next: ServiceTables = { ...today, migrations: [...migrations, AddPinned] }
