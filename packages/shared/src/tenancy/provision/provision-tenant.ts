import type pg from 'pg'
import { assertNever } from '../../assert-never.ts'
import type { Placement } from '../../placement.ts'
import type { TenantIdentity } from '../open-scope.ts'
import { isOwnDatabase, ownerRole, poolLoginRole, servingRole } from '../roles.ts'
import { quoteName, quoteText } from '../sql.ts'
import { createDatabase } from './create-database.ts'
import { ensureGroupRole, ensureLoginRole } from './database-roles.ts'
import { asOwner, asOwnerUnbound } from './owner-connection.ts'
import { preparePlace } from './prepare-place.ts'
import { prepareReference } from './prepare-reference.ts'
import type { ProvisionContext } from './provisioner.ts'

/**
 * Makes the place of a tenant as its model says and enters the tenant there. Every part looks before it
 * makes, so that a call that died half-way is simply made again. Resolves to the schema's version.
 */
export async function provisionTenant(
  context: ProvisionContext,
  tenant: TenantIdentity,
): Promise<string> {
  const { placement } = tenant
  if (isOwnDatabase(placement)) await prepareOwnDatabase(context, placement)
  const { owners } = context
  const target = owners.target(placement.cluster, placement.database)
  return asOwner(owners, target, `place ${placement.schema}`, async (client) => {
    const version = await preparePlaceOf(context, placement, client)
    await enterTenant(client, tenant, context.database)
    return version
  })
}

async function prepareOwnDatabase(
  { owners, database, password }: ProvisionContext,
  placement: Placement,
) {
  const role = servingRole(placement)
  const maintenance = owners.target(placement.cluster)
  await asOwner(owners, maintenance, `role ${role}`, (client) => {
    return ensureLoginRole(client, role, password(placement.cluster, role))
  })
  await asOwnerUnbound(owners, maintenance, async (client) => {
    await createDatabase(client, placement.database, ownerRole(database))
    await client.query(
      `grant connect on database ${quoteName(placement.database)} to ${quoteName(role)}`,
    )
  })
}

async function preparePlaceOf(
  context: ProvisionContext,
  placement: Placement,
  client: pg.ClientBase,
) {
  switch (placement.model) {
    case 'shared':
      return context.migrations.at(-1)?.name ?? ''
    case 'schema': {
      const role = servingRole(placement)
      await ensureGroupRole(client, role)
      await client.query(
        `grant ${quoteName(role)} to ${quoteName(poolLoginRole(context.database))}`,
      )
      return preparePlace(client, placement, context)
    }
    case 'database':
    case 'dedicated':
      await prepareReference(client, context)
      return preparePlace(client, placement, context)
    default:
      return assertNever(placement)
  }
}

/** A place that knows the tenant as of a later epoch keeps that: this call is an old one come late. */
async function enterTenant(client: pg.ClientBase, tenant: TenantIdentity, database: string) {
  const { tenantId, epoch, placement } = tenant
  const place = `${quoteName(placement.schema)}.placements`
  await client.query(`set local role ${quoteName(ownerRole(database))}`)
  await client.query(`set local app.tenant_id = ${quoteText(tenantId)}`)
  await client.query(
    `insert into ${place} as known (tenant_id, epoch) values ($1, $2)
     on conflict (tenant_id) do update set epoch = excluded.epoch, state = 'serving'
     where known.epoch <= excluded.epoch`,
    [tenantId, epoch],
  )
}
