import type { Trace } from '@mt/shared/internal-api/placement-routes'
import type { Placement } from '@mt/shared/placement'
import { isOwnDatabase, ownerRole, servingRole } from '@mt/shared/roles'
import type pg from 'pg'
import { versionTable } from '../migrations/migrate-schema.ts'
import { quoteName, quoteText } from '../sql/sql.ts'
import { asOwner, asOwnerUnbound } from './owner-connection.ts'
import type { ProvisionContext } from './provision-context.ts'

interface Scanned {
  tenantId: string
  placement: Placement
}

/**
 * Everything that is found of a tenant where its placement is, and its rows in the shared schema,
 * wherever that placement is. If the list is empty, nothing of the tenant is left.
 */
export async function scanTenant(context: ProvisionContext, tenant: Scanned): Promise<Trace[]> {
  const { placement } = tenant
  const { cluster, model } = placement
  const shared = { ...placement, database: context.database, schema: 'shared' }
  const own = model === 'shared' ? [] : await ownTraces(context, tenant)
  const rows = await rowsIn(context, { ...tenant, placement: shared })
  return [...own, ...rows.map((trace) => ({ ...trace, name: `${cluster}/${trace.name}` }))]
}

async function ownTraces(context: ProvisionContext, tenant: Scanned): Promise<Trace[]> {
  const { placement } = tenant
  const { cluster, database, schema } = placement
  const traces: Trace[] = []
  const hasDatabase = await exists(context, cluster, ['pg_database', 'datname', database])
  if (isOwnDatabase(placement) && hasDatabase) {
    traces.push({ kind: 'database', name: `${cluster}/${database}` })
  }
  if (hasDatabase && (await hasSchema(context, placement))) {
    traces.push({ kind: 'schema', name: `${cluster}/${database}/${schema}` })
    for (const trace of await rowsIn(context, tenant)) {
      traces.push({ ...trace, name: `${cluster}/${trace.name}` })
    }
  }
  const role = servingRole(placement)
  if (await exists(context, cluster, ['pg_roles', 'rolname', role])) {
    traces.push({ kind: 'role', name: `${cluster}/${role}` })
  }
  return traces
}

async function exists(
  { owners }: ProvisionContext,
  cluster: string,
  [catalog, column, name]: ['pg_database', 'datname', string] | ['pg_roles', 'rolname', string],
): Promise<boolean> {
  return asOwnerUnbound(owners, owners.target(cluster), async (client) => {
    const found = await client.query(`select from ${catalog} where ${column} = $1`, [name])
    return found.rowCount === 1
  })
}

async function hasSchema({ owners }: ProvisionContext, { cluster, database, schema }: Placement) {
  return asOwnerUnbound(owners, owners.target(cluster, database), async (client) => {
    const found = await client.query('select from pg_namespace where nspname = $1', [schema])
    return found.rowCount === 1
  })
}

/** The tables of a placement that hold rows of the tenant. */
async function rowsIn(
  { owners, database: pooled }: ProvisionContext,
  { tenantId, placement }: Scanned,
): Promise<Trace[]> {
  const { cluster, database, schema } = placement
  const target = owners.target(cluster, database)
  return asOwner(owners, target, async (client) => {
    await client.query(`set local role ${quoteName(ownerRole(pooled))}`)
    await client.query(`set local app.tenant_id = ${quoteText(tenantId)}`)
    const traces: Trace[] = []
    for (const table of await tablesIn(client, schema)) {
      const count = await countRows(client, `${quoteName(schema)}.${quoteName(table)}`, tenantId)
      if (count > 0) traces.push({ kind: 'rows', name: `${database}/${schema}/${table}`, count })
    }
    return traces
  })
}

async function tablesIn(client: pg.ClientBase, schema: string): Promise<string[]> {
  const { rows } = await client.query<{ tablename: string }>(
    'select tablename from pg_tables where schemaname = $1 and tablename <> $2 order by tablename',
    [schema, versionTable],
  )
  return rows.map(({ tablename }) => tablename)
}

async function countRows(client: pg.ClientBase, table: string, tenantId: string): Promise<number> {
  const sql = `select count(*)::int as count from ${table} where tenant_id = $1`
  const { rows } = await client.query<{ count: number }>(sql, [tenantId])
  return rows[0]?.count ?? 0
}
