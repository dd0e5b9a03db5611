import type { Placement } from '@mt/shared/placement'
import { ownerRole, poolLoginRole, servingRole } from '@mt/shared/roles'
import type pg from 'pg'
import { migrationsOf } from '../migrations/migrate-place.ts'
import { quoteName } from '../sql/sql.ts'
import { closeDatabase, createDatabase, databaseExists } from './create-database.ts'
import { ensureGroupRole, ensureLoginRole } from './database-roles.ts'
import { asOwner, asOwnerUnbound } from './owner-connection.ts'
import { preparePlace } from './prepare-place.ts'
import { prepareReference } from './prepare-reference.ts'
import { prepareTemplate } from './prepare-template.ts'
import type { ProvisionContext } from './provision-context.ts'

/**
 * Makes what a cluster needs before its first tenant: the roles, the pooled database, the shared place
 * and the template of tenants' own databases. Idempotent, and safe where several processes start.
 */
export async function prepareCluster(context: ProvisionContext, cluster: string): Promise<void> {
  const { owners, database } = context
  await makePooledDatabase(context, cluster)
  await asOwner(owners, owners.target(cluster), `roles of ${database}`, async (client) => {
    await prepareRoles(context, cluster, client)
    await closeDatabase(client, database)
    await client.query(
      `grant connect on database ${quoteName(database)} to ${quoteName(poolLoginRole(database))}`,
    )
  })
  await closeOpenDatabases(context, cluster)
  const shared: Placement = { model: 'shared', cluster, database, schema: 'shared' }
  await asOwner(
    owners,
    owners.target(cluster, database),
    `place ${shared.schema}`,
    async (client) => {
      await prepareReference(client, context)
      // A later version comes as to every place: by a migration of the fleet, not by whoever starts first.
      const known = await migrationsOf(client, shared.schema, ownerRole(database))
      if (known.length === 0) await preparePlace(client, shared, context)
    },
  )
  await prepareTemplate(context, cluster)
}

/**
 * Not in turn, since whoever enters the maintenance database could keep the turn. Of two processes that
 * race one may fail; it tries again, and finds everything made.
 */
async function makePooledDatabase(
  { owners, database }: ProvisionContext,
  cluster: string,
): Promise<void> {
  await asOwnerUnbound(owners, owners.maintenance(cluster), async (client) => {
    if (await databaseExists(client, database)) return
    await ensureGroupRole(client, ownerRole(database))
    await client.query(`grant ${quoteName(ownerRole(database))} to current_user`)
    await createDatabase(client, { name: database, owner: ownerRole(database) })
  })
}

/** Another service that closes the same database was faster: `tuple concurrently updated`. */
const alreadyClosedCode = 'XX000'

/**
 * Closes the databases that come with a cluster and that PostgreSQL lets every login into, as far as they
 * are ours to close: a tenant's login has no business there.
 */
async function closeOpenDatabases({ owners }: ProvisionContext, cluster: string): Promise<void> {
  await asOwnerUnbound(owners, owners.target(cluster), async (client) => {
    for (const name of await openDatabases(client)) {
      await closeDatabase(client, name).catch((error: { code?: string }) => {
        if (error.code !== alreadyClosedCode) throw error
      })
    }
  })
}

async function openDatabases(client: pg.ClientBase): Promise<string[]> {
  const { rows } = await client.query<{ datname: string }>(
    `select datname from pg_database
     where datname in ('postgres', 'template1') and pg_has_role(datdba, 'usage')
       and has_database_privilege('public', oid, 'connect')`,
  )
  return rows.map(({ datname }) => datname)
}

async function prepareRoles(
  { database, password }: ProvisionContext,
  cluster: string,
  client: pg.ClientBase,
) {
  const login = poolLoginRole(database)
  const shared = servingRole({ model: 'shared', cluster, database, schema: 'shared' })
  await ensureGroupRole(client, ownerRole(database))
  await ensureGroupRole(client, shared)
  await ensureLoginRole(client, login, password(cluster, login))
  await client.query(`grant ${quoteName(ownerRole(database))} to current_user`)
  await client.query(`grant ${quoteName(shared)} to ${quoteName(login)}`)
}
