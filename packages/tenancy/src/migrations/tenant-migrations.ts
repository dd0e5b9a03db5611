import type { Migration } from '@mikro-orm/migrations'
import { MikroORM } from '@mikro-orm/postgresql'

export type MigrationClass = new (...args: ConstructorParameters<typeof Migration>) => Migration

/** A migration as SQL statements. Its DDL is unqualified, so that it runs in the selected schema. */
export interface TenantMigration {
  name: string
  statements: string[]
  /** For a migration that removes what no version uses any more: why that is safe. See lintMigration. */
  contract?: string
}

/**
 * The SQL of migrations, in the order given. Throws if a migration has no name or does something other
 * than run SQL text.
 */
export async function renderMigrations(
  classes: readonly MigrationClass[],
): Promise<TenantMigration[]> {
  const orm = new MikroORM({
    entities: [],
    dbName: 'none',
    discovery: { warnWhenNoEntities: false },
  })
  const history = classes.map((migrationClass) => {
    return new migrationClass(orm.em.getDriver(), orm.config)
  })
  return Promise.all(history.map(render))
}

async function render(migration: Migration): Promise<TenantMigration> {
  if (!migration.name) throw new Error(`${migration.constructor.name} has no name`)
  await migration.up()
  const statements = migration.getQueries().map((query) => {
    if (typeof query !== 'string') throw new Error(`${migration.name}: only SQL text can be added`)
    return query
  })
  const { name } = migration
  return { name, statements, ...contractOf(migration) }
}

function contractOf(migration: Migration): { contract?: string } {
  if (!('contract' in migration)) return {}
  if (typeof migration.contract === 'string' && migration.contract !== '') {
    return { contract: migration.contract }
  }
  throw new Error(`${migration.name}: contract must state in words why it is safe`)
}
