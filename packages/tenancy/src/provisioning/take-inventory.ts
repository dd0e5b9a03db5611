import type { ClusterInventory, EnteredTenant } from '@mt/shared/internal-api/inventory'
import { ownerRole } from '@mt/shared/roles'
import type pg from 'pg'
import { faultOf } from '../database-errors.ts'
import { quoteName } from '../sql/sql.ts'
import { asOwnerUnbound } from './owner-connection.ts'
import type { ProvisionContext } from './provision-context.ts'

/** How many schemas one statement reads. */
const schemasAtOnce = 200

/**
 * All placements of tenants on a cluster, and the tenants entered in them. A placement is known by its name:
 * a schema `t_...` of the pooled database, a database `t_...` of the platform's owner, a role that serves
 * one of these. Runs one statement for each database and changes nothing.
 */
export async function takeInventory(
  context: ProvisionContext,
  cluster: string,
): Promise<ClusterInventory> {
  const found = await inMaintenance(context, cluster)
  const targets = [
    { database: context.database, schemas: `nspname ~ '^t_' or nspname = 'shared'` },
    ...found.databases.map((database) => ({ database, schemas: `nspname = 'tenant'` })),
  ]
  const inventory: ClusterInventory = { cluster, ...found, schemas: [], tenants: [] }
  for (const { database, schemas } of targets) {
    const inside = await inDatabase(context, { cluster, database, schemas, ...found })
    inventory.schemas.push(...inside.schemas)
    inventory.tenants.push(...inside.tenants)
  }
  return inventory
}

function inMaintenance({ owners, database }: ProvisionContext, cluster: string) {
  const owner = ownerRole(database)
  return asOwnerUnbound(owners, owners.target(cluster), async (client) => ({
    databases: await namesOf(client, ownDatabases, [owner]),
    roles: await namesOf(client, servingRoles, [owner, `${database}_t_`]),
    openDatabases: await namesOf(client, openDatabases),
    seesTenants: await seesAllRows(client),
  }))
}

const ownDatabases = `
  select datname as name from pg_database
  where datname ~ '^t_' and pg_get_userbyid(datdba) = $1`

/** The databases of another platform's tenants are left for that platform to close. */
const openDatabases = `
  select datname as name from pg_database
  where datallowconn and has_database_privilege('public', oid, 'connect') and datname !~ '^t_'`

/**
 * Roles of tenants' own databases do not name the platform: those of another platform's databases are
 * left out.
 */
const servingRoles = `
  select rolname as name from pg_roles
  where starts_with(rolname, $2)
    or (rolname ~ '^t_.*_tenant$' and not exists (
      select from pg_database
      where datname = left(rolname, -length('_tenant')) and pg_get_userbyid(datdba) <> $1))`

async function seesAllRows(client: pg.ClientBase): Promise<boolean> {
  const sql = 'select rolsuper or rolbypassrls as sees from pg_roles where rolname = current_user'
  const { rows } = await client.query<{ sees: boolean }>(sql)
  return rows[0]?.sees ?? false
}

interface Inside {
  cluster: string
  database: string
  /** The condition on the schemas that are placements. */
  schemas: string
  seesTenants: boolean
}

async function inDatabase({ owners }: ProvisionContext, inside: Inside) {
  const { cluster, database } = inside
  const target = owners.target(cluster, database)
  return asOwnerUnbound(owners, target, async (client) => {
    const names = await namesOf(
      client,
      `select nspname as name from pg_namespace where ${inside.schemas}`,
    )
    const own = names.filter((schema) => schema !== 'shared')
    const schemas = own.map((schema) => ({ cluster, database, schema }))
    const tenants = inside.seesTenants ? await entered(client, inside, names) : []
    return { schemas, tenants }
  }).catch(nothingWhereDropped)
}

/** A tenant's database may be dropped while the others are read. */
function nothingWhereDropped(error: unknown) {
  if (faultOf(error) === 'missing-database') return { schemas: [], tenants: [] }
  throw error
}

async function entered(
  client: pg.ClientBase,
  { cluster, database }: Inside,
  schemas: string[],
): Promise<EnteredTenant[]> {
  const readable = await withPlacements(client, schemas)
  const found: EnteredTenant[] = []
  for (let at = 0; at < readable.length; at += schemasAtOnce) {
    const some = readable.slice(at, at + schemasAtOnce)
    const parts = some.map(
      (schema, index) => `
        select tenant_id as "tenantId", epoch, state, $${index + 1}::text as schema
        from ${quoteName(schema)}.placements`,
    )
    const { rows } = await client.query<Omit<EnteredTenant, 'cluster' | 'database'>>(
      parts.join(' union all '),
      some,
    )
    found.push(...rows.map((row) => ({ ...row, cluster, database })))
  }
  return found
}

/** A schema that is not ours may lack the package's table. */
function withPlacements(client: pg.ClientBase, schemas: string[]): Promise<string[]> {
  const sql = `select schemaname as name from pg_tables where tablename = 'placements' and schemaname = any($1)`
  return namesOf(client, sql, [schemas])
}

async function namesOf(client: pg.ClientBase, sql: string, values?: unknown[]): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(`${sql} order by name`, values)
  return rows.map(({ name }) => name)
}
