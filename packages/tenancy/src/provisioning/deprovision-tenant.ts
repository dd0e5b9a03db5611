import { assertNever } from '@mt/shared/assert-never'
import type { Placement } from '@mt/shared/placement'
import { ownerRole, servingRole } from '@mt/shared/roles'
import type pg from 'pg'
import { faultOf } from '../database-errors.ts'
import { versionTable } from '../migrations/migrate-schema.ts'
import { quoteName, quoteText } from '../sql/sql.ts'
import { PlacementTaken, refuseForeignPlacement } from './claim-placement.ts'
import { asOwnerAlone, asOwnerUnbound } from './owner-connection.ts'
import type { ProvisionContext } from './provision-context.ts'

/**
 * Removes every trace of a tenant from its placement: rows, schema, database and role. Does nothing if
 * nothing exists. Throws PlacementTaken before it drops anything that others may be using.
 */
export async function deprovisionTenant(
  context: ProvisionContext,
  tenant: { tenantId: string; placement: Placement },
): Promise<void> {
  const { placement } = tenant
  switch (placement.model) {
    case 'shared':
      return removeRows(context, tenant)
    case 'schema':
      return dropSchema(context, tenant)
    case 'database':
    case 'dedicated':
      return dropDatabase(context, tenant)
    default:
      return assertNever(placement)
  }
}

async function removeRows(
  { owners, database }: ProvisionContext,
  { tenantId, placement }: { tenantId: string; placement: Placement },
): Promise<void> {
  const target = owners.target(placement.cluster, placement.database)
  await asOwnerAlone(owners, target, { role: servingRole(placement) }, async (client) => {
    await client.query(`set local role ${quoteName(ownerRole(database))}`)
    await client.query(`set local app.tenant_id = ${quoteText(tenantId)}`)
    for (const table of await tablesOf(client, placement.schema)) {
      await client.query(`delete from ${table} where tenant_id = $1`, [tenantId])
    }
  })
}

async function dropSchema(
  { owners, database }: ProvisionContext,
  { tenantId, placement }: { tenantId: string; placement: Placement },
): Promise<void> {
  if (placement.schema === 'shared' || placement.database !== database)
    throw shared(placement.schema)
  const target = owners.target(placement.cluster, database)
  const role = servingRole(placement)
  await asOwnerAlone(owners, target, { role, make: true }, async (client) => {
    await refuseForeignPlacement(client, { schema: placement.schema, tenantId })
    await client.query(`drop schema if exists ${quoteName(placement.schema)} cascade`)
    await client.query(`drop role ${quoteName(role)}`)
  })
}

async function dropDatabase(
  { owners, database }: ProvisionContext,
  { tenantId, placement }: { tenantId: string; placement: Placement },
): Promise<void> {
  if (placement.database === database) throw shared(placement.database)
  await refuseForeignDatabase(owners, { tenantId, placement })
  const maintenance = owners.target(placement.cluster)
  const role = servingRole(placement)
  // Waits for a provisioning that is still under way, and keeps out one that would come later.
  await asOwnerAlone(owners, maintenance, { role, make: true }, async (client) => {
    await owners.pools.close(owners.target(placement.cluster, placement.database))
    const name = quoteName(placement.database)
    await asOwnerUnbound(owners, maintenance, (outside) =>
      outside.query(`drop database if exists ${name} with (force)`),
    )
    await client.query(`drop role ${quoteName(role)}`)
  })
}

async function refuseForeignDatabase(
  owners: ProvisionContext['owners'],
  { tenantId, placement }: { tenantId: string; placement: Placement },
): Promise<void> {
  const target = owners.target(placement.cluster, placement.database)
  await asOwnerUnbound(owners, target, async (client) => {
    await refuseForeignPlacement(client, { schema: placement.schema, tenantId })
  }).catch((error: unknown) => {
    if (faultOf(error) !== 'missing-database') throw error
  })
}

async function tablesOf(client: pg.ClientBase, schema: string): Promise<string[]> {
  const { rows } = await client.query<{ tablename: string }>(
    'select tablename from pg_tables where schemaname = $1 and tablename <> $2',
    [schema, versionTable],
  )
  return rows.map(({ tablename }) => `${quoteName(schema)}.${quoteName(tablename)}`)
}

function shared(name: string): PlacementTaken {
  return new PlacementTaken(`${name} is not one tenant's own`)
}
