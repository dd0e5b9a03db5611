import type { Placement } from '@mt/shared/placement'
import type { ClientBase } from 'pg'
import { versionTable } from '../migrations/migrate-schema.ts'
import { quoteName } from '../sql/sql.ts'

/** One object of a schema: a column, an index, a policy... */
export interface CatalogItem {
  kind: 'table' | 'column' | 'constraint' | 'index' | 'policy' | 'grant'
  /** Its table, and its own name if it has one. */
  name: string
  /** Its definition, as PostgreSQL prints it, without the names of schema and role. */
  definition: string
}

/**
 * What a schema contains, read from the catalogs. The names of the schema and of its serving role are
 * removed, so that two schemas can be compared.
 */
export async function readCatalog(
  client: ClientBase,
  placement: Pick<Placement, 'schema'>,
  role: string,
): Promise<CatalogItem[]> {
  // With the schema in the search path PostgreSQL prints names without it.
  await client.query(`set local search_path = ${quoteName(placement.schema)}`)
  const { rows } = await client.query<CatalogItem>(catalogSql, [
    placement.schema,
    versionTable,
    role,
  ])
  return rows
}

const catalogSql = `
  with tables as (
    select c.oid, c.relname, c.relrowsecurity, c.relforcerowsecurity
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where n.nspname = $1 and c.relkind in ('r', 'p') and c.relname <> $2
  )
  select 'table' as kind, relname as name,
    case when relrowsecurity then 'row level security' else 'no row level security' end
      || case when relforcerowsecurity then ', forced' else ', not forced' end as definition
  from tables
  union all
  select 'column', t.relname || '.' || a.attname,
    format_type(a.atttypid, a.atttypmod) || case when a.attnotnull then ' not null' else '' end
      || coalesce(' default ' || pg_get_expr(d.adbin, d.adrelid), '')
  from tables t join pg_attribute a on a.attrelid = t.oid and a.attnum > 0 and not a.attisdropped
    left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
  union all
  select 'constraint', t.relname || '.' || c.conname, pg_get_constraintdef(c.oid)
  from tables t join pg_constraint c on c.conrelid = t.oid and c.contype <> 'n'
  union all
  select 'index', t.relname || '.' || i.relname,
    regexp_replace(pg_get_indexdef(x.indexrelid), ' ON \\S+ USING ', ' ON ' || t.relname || ' USING ')
  from tables t join pg_index x on x.indrelid = t.oid join pg_class i on i.oid = x.indexrelid
  where not exists (select from pg_constraint c where c.conindid = x.indexrelid)
  union all
  select 'policy', t.relname || '.' || p.polname,
    case p.polcmd when '*' then 'all' else p.polcmd::text end
      || case when p.polpermissive then '' else ' restrictive' end
      || coalesce(' using (' || pg_get_expr(p.polqual, p.polrelid) || ')', '')
      || coalesce(' with check (' || pg_get_expr(p.polwithcheck, p.polrelid) || ')', '')
  from tables t join pg_policy p on p.polrelid = t.oid
  union all
  select 'grant', t.relname || ' to ' || case when a.grantee = 0 then 'public'
      when r.rolname = $3 then 'the serving role' else r.rolname end,
    string_agg(lower(a.privilege_type), ', ' order by a.privilege_type)
  from tables t join pg_class c on c.oid = t.oid
    cross join aclexplode(c.relacl) a left join pg_roles r on r.oid = a.grantee
  where a.grantee <> c.relowner
  group by t.relname, a.grantee, r.rolname
  union all
  select 'grant', t.relname || '(' || c.attname || ') to ' || case when a.grantee = 0 then 'public'
      when r.rolname = $3 then 'the serving role' else r.rolname end,
    string_agg(lower(a.privilege_type), ', ' order by a.privilege_type)
  from tables t join pg_attribute c on c.attrelid = t.oid
    cross join aclexplode(c.attacl) a left join pg_roles r on r.oid = a.grantee
  group by t.relname, c.attname, a.grantee, r.rolname
  order by 1, 2`
