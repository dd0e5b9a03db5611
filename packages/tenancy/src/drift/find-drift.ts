import type { Placement } from '@mt/shared/placement'
import { ownerRole, servingRole } from '@mt/shared/roles'
import type pg from 'pg'
import { asOwner } from '../provisioning/owner-connection.ts'
import { grantsOf, prepareTables } from '../provisioning/prepare-placement.ts'
import type { ProvisionContext } from '../provisioning/provision-context.ts'
import { quoteName } from '../sql/sql.ts'
import { compareCatalogs, type Difference } from './compare-catalogs.ts'
import { proposeFix } from './propose-fix.ts'
import { type CatalogItem, readCatalog } from './read-catalog.ts'

/** A difference, and the SQL that would repair it. */
export interface Drift extends Difference {
  fix: string
}

/** What placements of this version should contain, by cluster. Made once, from the migrations. */
export type ReferenceCatalogs = Map<string, Promise<CatalogItem[]>>

const referenceSchemaName = 'drift_reference'

/**
 * Compares a tenant's placement with what the migrations make: tables, columns, types, keys, indexes,
 * policies and grants. The reference is a schema that the same migrations make in a transaction that is
 * rolled back. Changes nothing.
 */
export async function findDrift(
  context: ProvisionContext,
  references: ReferenceCatalogs,
  placement: Placement,
): Promise<Drift[]> {
  const expected = await referenceOf(context, references, placement.cluster)
  const { owners } = context
  const target = owners.target(placement.cluster, placement.database)
  const role = servingRole(placement)
  const found = await asOwner(owners, target, (client) => readCatalog(client, placement, role))
  const names = { schema: placement.schema, role }
  return compareCatalogs(expected, found).map((difference) => {
    return { ...difference, fix: proposeFix(difference, names) }
  })
}

function referenceOf(context: ProvisionContext, references: ReferenceCatalogs, cluster: string) {
  const known = references.get(cluster)
  if (known) return known
  const reading = readReference(context, cluster)
  references.set(cluster, reading)
  reading.catch(() => references.delete(cluster))
  return reading
}

class RollBack extends Error {}

async function readReference(context: ProvisionContext, cluster: string) {
  const { owners, database } = context
  let catalog: CatalogItem[] = []
  const target = owners.target(cluster, database)
  const making = asOwner(owners, target, async (client) => {
    const role = servingRole({ model: 'shared', cluster, database, schema: 'shared' })
    await makeReference(client, role, context)
    catalog = await readCatalog(client, { schema: referenceSchemaName }, role)
    throw new RollBack()
  })
  await making.catch((error: unknown) => {
    if (!(error instanceof RollBack)) throw error
  })
  return catalog
}

async function makeReference(
  client: pg.ClientBase,
  role: string,
  pool: Pick<ProvisionContext, 'database' | 'migrations'>,
): Promise<void> {
  await prepareTables(client, referenceSchemaName, pool)
  await client.query(`set local role ${quoteName(ownerRole(pool.database))}`)
  await client.query(grantsOf(referenceSchemaName, quoteName(role)))
  await client.query('set local role none')
}
