import { type EntitySchema, MikroORM } from '@mikro-orm/postgresql'
import { versionTable } from '@mt/tenancy/migrations/migrate-schema'
import { tenantFilter } from '@mt/tenancy/orm/tenant-entity'

export interface ComparedSchema {
  entities: EntitySchema[]
  /** A superuser of the server, who sees the tables past every scope. */
  url: string
  database: string
  /** The only schema of its database with tables: those of others would be reported as leftovers. */
  schema: string
  /** Matches the names of what the migrations make and no entity can express. */
  notInEntities?: RegExp | undefined
}

/**
 * The DDL that turns a schema's tables into what the entities describe, unqualified; empty if they agree.
 */
export async function schemaDiff({
  entities,
  url,
  notInEntities,
  ...compared
}: ComparedSchema): Promise<string[]> {
  const { database, schema } = compared
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
      .filter((statement) => statement !== '' && !notInEntities?.test(statement))
  } finally {
    await orm.close()
  }
}
