import { testServers } from '@mt/shared/testing/servers'
import { lintMigration } from '@mt/tenancy/migrations/lint-migration'
import { versionTable } from '@mt/tenancy/migrations/migrate-schema'
import { renderMigrations } from '@mt/tenancy/migrations/tenant-migrations'
import { type TenancyTestKit, tenancyTestKit } from '@mt/tenancy/testing/tenancy-test-kit'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { schemaDiff } from '../migrations/schema-diff.ts'
import type { ServiceTables } from '../service-tables.ts'

/**
 * Tests that the tables of every service must pass, on a real server. `notInEntities` matches what entities
 * cannot express.
 */
export function describeTables(
  { entities, ...tables }: ServiceTables,
  notInEntities?: RegExp,
): void {
  const { migrations, referenceMigrations = [] } = tables
  let kit: TenancyTestKit
  let database: string
  let schema: string

  beforeAll(async () => {
    const url = testServers().databaseUrl
    kit = await tenancyTestKit({ url, entities, migrations, referenceMigrations })
    const tenant = await kit.tenant('database')
    database = tenant.placement.database
    schema = tenant.placement.schema
  })

  afterAll(() => kit[Symbol.asyncDispose]())

  describe('the history of the tenants’ tables', () => {
    it('leads to the tables that the entities describe', async () => {
      const url = testServers().databaseUrl
      expect(await schemaDiff({ entities, url, database, schema, notInEntities })).toEqual([])
    })

    it('breaks no version that still serves, or states why it may', async () => {
      const history = await renderMigrations(migrations)
      expect(history.flatMap(lintMigration)).toEqual([])
    })

    it('gives every table of a tenant its three walls', async () => {
      const found = await kit.asSuperuser<{
        name: string
        forced: boolean
        policies: number
        key: string[]
      }>(
        database,
        `select c.relname as name, c.relrowsecurity and c.relforcerowsecurity as forced,
          (select count(*)::int from pg_policy where polrelid = c.oid) as policies,
          (select array_agg(a.attname::text order by k.n) from pg_index i
            cross join unnest(i.indkey::int[]) with ordinality k(attnum, n)
            join pg_attribute a on a.attrelid = c.oid and a.attnum = k.attnum
            where i.indrelid = c.oid and i.indisprimary) as key
         from pg_class c where c.relnamespace = '${schema}'::regnamespace and c.relkind = 'r'
           and c.relname <> '${versionTable}' order by 1`,
      )
      const names = found.map(({ name }) => name)
      expect(names).toEqual(expect.arrayContaining(entities.map((entity) => entity.meta.tableName)))
      for (const table of found) {
        expect(table).toMatchObject({ forced: true, policies: 1 })
        expect(table.key[0]).toBe('tenant_id')
      }
    })

    it('begins every index and every reference with the tenant', async () => {
      const keys = await kit.asSuperuser<{ name: string; first: string }>(
        database,
        `select i.indexrelid::regclass::text as name, a.attname as first from pg_index i
           join pg_class c on c.oid = i.indrelid join pg_attribute a on a.attrelid = c.oid and a.attnum = i.indkey[0]
           where c.relnamespace = '${schema}'::regnamespace and c.relname <> '${versionTable}'
         union all
         select f.conname, a.attname from pg_constraint f
           join pg_attribute a on a.attrelid = f.conrelid and a.attnum = f.conkey[1]
           where f.contype = 'f' and f.connamespace = '${schema}'::regnamespace`,
      )
      expect(keys.filter(({ first }) => first !== 'tenant_id')).toEqual([])
    })
  })
}
