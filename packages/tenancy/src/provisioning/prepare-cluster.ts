import type { Placement } from '@mt/shared/placement'
import { ownerRole, poolLoginRole, servingRole } from '@mt/shared/roles'
import type pg from 'pg'
import { migrationsOf } from '../migrations/migrate-placement.ts'
import { quoteName } from '../sql/sql.ts'
import { closeDatabases } from './close-databases.ts'
import { createDatabase } from './create-database.ts'
import { ensureGroupRole, ensureLoginRole } from './database-roles.ts'
import { asOwner, asOwnerAlone, asOwnerUnbound } from './owner-connection.ts'
import { preparePlacement } from './prepare-placement.ts'
import { prepareReference } from './prepare-reference.ts'
import { prepareTemplate } from './prepare-template.ts'
import type { ProvisionContext } from './provision-context.ts'

/**
 * Makes what a cluster needs before its first tenant: the roles, the pooled database, the shared schema
 * and the template of tenants' own databases. Closes the databases that PostgreSQL leaves open.
 * Idempotent, and safe if several processes start at once.
 */
export async function prepareCluster(context: ProvisionContext, cluster: string): Promise<void> {
  const { owners, database } = context
  const maintenance = owners.target(cluster)
  const owner = ownerRole(database)
  await asOwner(owners, maintenance, closeDatabases)
  await asOwnerAlone(owners, maintenance, { role: owner, make: true }, (client) => {
    return prepareRoles(context, cluster, client)
  })
  await asOwnerAlone(owners, maintenance, { role: owner }, async () => {
    await asOwnerUnbound(owners, maintenance, (client) => preparePool(client, database))
  })
  const shared: Placement = { model: 'shared', cluster, database, schema: 'shared' }
  const role = servingRole(shared)
  await asOwnerAlone(owners, owners.target(cluster, database), { role }, async (client) => {
    await prepareReference(client, context)
    // A later version arrives here as everywhere: by a migration of the fleet, not with the first process
    // that starts.
    const known = await migrationsOf(client, shared.schema, owner)
    if (known.length === 0) await preparePlacement(client, shared, context)
  })
  await prepareTemplate(context, cluster)
}

async function preparePool(client: pg.ClientBase, database: string): Promise<void> {
  const login = poolLoginRole(database)
  await createDatabase(client, { name: database, owner: ownerRole(database) })
  await client.query(`grant connect on database ${quoteName(database)} to ${quoteName(login)}`)
}

async function prepareRoles(
  { database, password }: ProvisionContext,
  cluster: string,
  client: pg.ClientBase,
) {
  const login = poolLoginRole(database)
  const shared = servingRole({ model: 'shared', cluster, database, schema: 'shared' })
  await ensureGroupRole(client, shared)
  await client.query(`grant ${quoteName(ownerRole(database))} to current_user`)
  await ensureLoginRole(client, login, password(cluster, login))
  await client.query(`grant ${quoteName(shared)} to ${quoteName(login)}`)
}
