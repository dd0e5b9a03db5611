import { createHash } from 'node:crypto'
import { ownerRole, poolLoginRole } from '@mt/shared/roles'
import type pg from 'pg'
import { quoteName } from '../sql/sql.ts'
import { createDatabase } from './create-database.ts'
import type { RoleLock } from './lock-role.ts'
import { asOwner, asOwnerAlone, asOwnerUnbound } from './owner-connection.ts'
import { prepareTables } from './prepare-placement.ts'
import { prepareReference } from './prepare-reference.ts'
import type { ProvisionContext } from './provision-context.ts'

/** The schema of a tenant that has its own database. */
const ownSchema = 'tenant'

/**
 * The database that tenants' own databases are copied from. Its name contains a hash of the migrations,
 * so that a release finds a template with its own tables or none.
 */
export function templateName(context: ProvisionContext): string {
  const { migrations, referenceMigrations } = context
  const history = JSON.stringify([migrations, referenceMigrations])
  return `${prefixOf(context)}${createHash('sha256').update(history).digest('hex').slice(0, 12)}`
}

/**
 * Makes the template if it is missing. Nobody can connect to it once it is complete; one that was left
 * incomplete is made again. Idempotent; processes wait for each other.
 */
export async function prepareTemplate(context: ProvisionContext, cluster: string): Promise<void> {
  const { owners, database } = context
  const name = templateName(context)
  const maintenance = owners.target(cluster)
  // Not under the lock, which a process that removes old templates may hold for long.
  if (await asOwnerUnbound(owners, maintenance, (client) => isTemplate(client, name))) return
  await asOwnerAlone(owners, maintenance, lockOf(database), async (client) => {
    if (!(await isTemplate(client, name))) await makeTemplate(context, cluster)
  })
}

/**
 * Removes the templates of other releases. Each removal makes PostgreSQL write everything to disk first,
 * which takes long if much has changed, so nobody should wait for it.
 */
export async function removeOldTemplates(
  context: ProvisionContext,
  cluster: string,
): Promise<void> {
  const { owners, database } = context
  const maintenance = owners.target(cluster)
  await asOwnerAlone(owners, maintenance, lockOf(database), async () => {
    await asOwnerUnbound(owners, maintenance, (client) => removeOthers(context, client))
  })
}

/** The lock for work on templates. A process whose template exists does not wait for it. */
function lockOf(database: string): RoleLock {
  return { role: poolLoginRole(database) }
}

async function isTemplate(client: pg.ClientBase, name: string): Promise<boolean> {
  const sql = 'select from pg_database where datname = $1 and datistemplate and not datallowconn'
  return (await client.query(sql, [name])).rowCount === 1
}

async function makeTemplate(context: ProvisionContext, cluster: string) {
  const { owners, database } = context
  const [maintenance, name] = [owners.target(cluster), templateName(context)]
  await asOwnerUnbound(owners, maintenance, async (client) => {
    await client.query(`drop database if exists ${quoteName(name)} with (force)`)
    await createDatabase(client, { name, owner: ownerRole(database) })
  })
  const target = owners.target(cluster, name)
  await asOwner(owners, target, async (client) => {
    await prepareReference(client, context)
    await prepareTables(client, ownSchema, context)
  })
  await owners.pools.close(target)
  await asOwnerUnbound(owners, maintenance, (client) =>
    client.query(`alter database ${quoteName(name)} is_template true allow_connections false`),
  )
}

async function removeOthers(context: ProvisionContext, client: pg.ClientBase): Promise<void> {
  const { rows } = await client.query<{ datname: string }>(
    'select datname from pg_database where starts_with(datname, $1) and datname <> $2',
    [prefixOf(context), templateName(context)],
  )
  for (const { datname } of rows) {
    await client.query(`alter database ${quoteName(datname)} is_template false`)
    await client.query(`drop database ${quoteName(datname)} with (force)`)
  }
}

function prefixOf({ database }: ProvisionContext): string {
  return `${database}_template_`
}
