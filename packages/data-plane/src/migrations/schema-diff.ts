import { type EntitySchema, MikroORM } from '@mikro-orm/postgresql'
import { versionTable } from '@mt/tenancy/migrations/migrate-schema'
import { tenantFilter } from '@mt/tenancy/orm/tenant-entity'

export interface ComparedPlace {
  entities: EntitySchema[]
  /** The server's superuser: the comparison sees the tables past every scope. */
  url: string
  database: string
  /** The only one of its database that has tables: others would be taken for leftovers. */
  schema: string
  /** Names what the migrations make and no entity can say. */
  unsaid?: RegExp | undefined
}

/** The DDL that leads from the tables of a place to what the entities say, unqualified; none when they agree. */
export async function schemaDiff({
  entities,
  url,
  unsaid,
  ...place
}: ComparedPlace): Promise<string[]> {
  const { database, schema } = place
  const orm = await MikroORM.init({
    entities,
    clientUrl: url,
    dbName: database,
    schema,
    filters: { tenant: tenantFilter },
    autoJoinRefsForFilters: false,
    ensureDatabase: false,
    schemaGenerator: { skipTables: [versionTable, 'placements'] },
  })
  try {
    const sql = await orm.schema.getUpdateSchemaSQL({ schema, wrap: false, safe: false })
    return sql
      .split(/;\s*(?:\n|$)/)
      .map((statement) => statement.replaceAll(`"${schema}".`, '').trim())
      .filter((statement) => statement !== '' && !unsaid?.test(statement))
  } finally {
    await orm.close()
  }
}
