import { schemaDiff } from '@mt/data-plane/migrations/schema-diff'
import { lintMigration } from '@mt/shared/tenancy/provision/lint-migration'
import { versionTable } from '@mt/shared/tenancy/provision/migrate-schema'
import { renderMigrations } from '@mt/shared/tenancy/provision/tenant-migrations'
import { type TenancyTestKit, tenancyTestKit } from '@mt/shared/tenancy/testing/tenancy-test-kit'
import { testServers } from '@mt/shared/testing/servers'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { entities } from '../entities.ts'
import { migrations, referenceMigrations, unsaid } from './index.ts'

let kit: TenancyTestKit
let database: string
let schema: string

beforeAll(async () => {
  kit = await tenancyTestKit({
    url: testServers().databaseUrl,
    entities,
    migrations,
    referenceMigrations,
  })
  const tenant = await kit.tenant('database')
  database = tenant.placement.database
  schema = tenant.placement.schema
})

afterAll(() => kit[Symbol.asyncDispose]())

describe('the history of the tenants’ tables', () => {
  it('leads to what the entities say', async () => {
    const url = testServers().databaseUrl
    expect(await schemaDiff({ entities, url, database, schema, unsaid })).toEqual([])
  })

  it('breaks no version that still serves, or says why it may', async () => {
    const history = await renderMigrations(migrations)
    expect(history.flatMap(lintMigration)).toEqual([])
  })

  it('gives every table of a tenant its three walls', async () => {
    const tables = await kit.asSuperuser<{
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
    expect(tables.map(({ name }) => name)).toContain('polls')
    for (const table of tables) {
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
