import { assertNever } from '@mt/shared/assert-never'
import type { Placement } from '@mt/shared/placement'
import { isOwnDatabase, ownerRole, poolLoginRole, servingRole } from '@mt/shared/roles'
import type pg from 'pg'
import { migrationsOf } from '../migrations/migrate-placement.ts'
import type { TenantIdentity } from '../scope/open-scope.ts'
import { quoteName, quoteText } from '../sql/sql.ts'
import { claimPlacement, PlacementTaken } from './claim-placement.ts'
import { createDatabase } from './create-database.ts'
import { ensureLoginRole } from './database-roles.ts'
import { asOwner, asOwnerAlone, asOwnerUnbound } from './owner-connection.ts'
import { preparePlacement } from './prepare-placement.ts'
import { prepareReference } from './prepare-reference.ts'
import { templateName } from './prepare-template.ts'
import type { ProvisionContext } from './provision-context.ts'

/**
 * Makes the placement of a tenant as its model requires, and enters the tenant there. Every part checks
 * before it creates anything, so that a call that died half-way can be repeated. Resolves to the schema's
 * version. Begins nothing once `signal` is aborted: the caller has left, and may be removing the tenant
 * by now. Throws PlacementTaken if the placement is another tenant's.
 */
export async function provisionTenant(
  context: ProvisionContext,
  tenant: TenantIdentity,
  signal?: AbortSignal,
): Promise<string> {
  refuseWrongPlacement(context, tenant.placement)
  return isOwnDatabase(tenant.placement)
    ? provisionDatabase(context, tenant, signal)
    : provisionSchema(context, tenant, signal)
}

/** In the pooled database one transaction does everything, including the role of the placement. */
async function provisionSchema(
  context: ProvisionContext,
  tenant: TenantIdentity,
  signal: AbortSignal | undefined,
): Promise<string> {
  const { owners } = context
  const { cluster, database } = tenant.placement
  const lock = { role: servingRole(tenant.placement), make: true }
  return asOwnerAlone(owners, owners.target(cluster, database), lock, (client) => {
    signal?.throwIfAborted()
    return fillPlacement(context, tenant, client)
  })
}

/**
 * A database is created outside transactions, while a transaction of its own holds the lock. The role is
 * made first.
 */
async function provisionDatabase(
  context: ProvisionContext,
  tenant: TenantIdentity,
  signal: AbortSignal | undefined,
): Promise<string> {
  const { owners, password } = context
  const { cluster, database } = tenant.placement
  const maintenance = owners.target(cluster)
  const role = servingRole(tenant.placement)
  await asOwnerAlone(owners, maintenance, { role, make: true }, (client) => {
    signal?.throwIfAborted()
    return ensureLoginRole(client, role, password(cluster, role))
  })
  return asOwnerAlone(owners, maintenance, { role }, async () => {
    signal?.throwIfAborted()
    await asOwnerUnbound(owners, maintenance, (client) => makeDatabase(context, tenant, client))
    return asOwner(owners, owners.target(cluster, database), (client) => {
      signal?.throwIfAborted()
      return fillPlacement(context, tenant, client)
    })
  })
}

async function makeDatabase(
  context: ProvisionContext,
  { placement }: TenantIdentity,
  client: pg.ClientBase,
): Promise<void> {
  const wanted = { name: placement.database, owner: ownerRole(context.database) }
  await createDatabase(client, { ...wanted, template: templateName(context) })
  const [database, role] = [placement.database, servingRole(placement)].map(quoteName)
  await client.query(`grant connect on database ${database} to ${role}`)
}

/**
 * Refuses a tenant's own placement that many tenants share, and a shared placement that belongs to one
 * tenant.
 */
function refuseWrongPlacement({ database }: ProvisionContext, placement: Placement): void {
  const pooled = placement.database === database
  const shared = placement.schema === 'shared'
  const wrong = isOwnDatabase(placement)
    ? pooled
    : !pooled || shared !== (placement.model === 'shared')
  if (wrong)
    throw new PlacementTaken(
      `${placement.database}.${placement.schema} is not a placement of its model`,
    )
}

async function fillPlacement(
  context: ProvisionContext,
  tenant: TenantIdentity,
  client: pg.ClientBase,
): Promise<string> {
  const { placement, tenantId } = tenant
  const version = await prepareByModel(context, placement, client)
  if (placement.model !== 'shared') {
    await claimPlacement(client, { schema: placement.schema, tenantId }, context.database)
  }
  await enterTenant(client, tenant, context.database)
  return version
}

async function prepareByModel(
  context: ProvisionContext,
  placement: Placement,
  client: pg.ClientBase,
) {
  switch (placement.model) {
    case 'shared':
      return (
        (await migrationsOf(client, placement.schema, ownerRole(context.database))).at(-1) ?? ''
      )
    case 'schema': {
      const [role, login] = [servingRole(placement), poolLoginRole(context.database)]
      await client.query(`grant ${quoteName(role)} to ${quoteName(login)}`)
      return preparePlacement(client, placement, context)
    }
    case 'database':
    case 'dedicated':
      await prepareReference(client, context)
      return preparePlacement(client, placement, context)
    default:
      return assertNever(placement)
  }
}

/**
 * A placement with a later epoch of the tenant keeps that epoch: this is an old call that arrived late.
 */
async function enterTenant(client: pg.ClientBase, tenant: TenantIdentity, database: string) {
  const { tenantId, epoch, placement } = tenant
  const placements = `${quoteName(placement.schema)}.placements`
  await client.query(`set local role ${quoteName(ownerRole(database))}`)
  await client.query(`set local app.tenant_id = ${quoteText(tenantId)}`)
  await client.query(
    `insert into ${placements} as known (tenant_id, epoch) values ($1, $2)
     on conflict (tenant_id) do update set epoch = excluded.epoch, state = 'serving'
     where known.epoch <= excluded.epoch`,
    [tenantId, epoch],
  )
}
