import { ownerRole } from '@mt/shared/roles'
import type pg from 'pg'
import { quoteName, quoteText } from '../sql/sql.ts'

/** The placement is, or may be, another tenant's. */
export class PlacementTaken extends Error {
  override name = 'PlacementTaken'
}

/**
 * Records the tenant that a schema belongs to, for schemas of a single tenant. Throws PlacementTaken if it
 * belongs to another: a call that names a wrong placement must not let two tenants into one.
 */
export async function claimPlacement(
  client: pg.ClientBase,
  { schema, tenantId }: { schema: string; tenantId: string },
  database: string,
): Promise<void> {
  await refuseForeignPlacement(client, { schema, tenantId })
  await client.query(`set local role ${quoteName(ownerRole(database))}`)
  await client.query(`comment on schema ${quoteName(schema)} is ${quoteText(claimOf(tenantId))}`)
  await client.query('set local role none')
}

/** Throws PlacementTaken if the schema is another tenant's. Does nothing if it is missing or unclaimed. */
export async function refuseForeignPlacement(
  client: pg.ClientBase,
  { schema, tenantId }: { schema: string; tenantId: string },
): Promise<void> {
  const { rows } = await client.query<{ claim: string | null }>(
    `select obj_description(oid, 'pg_namespace') as claim from pg_namespace where nspname = $1`,
    [schema],
  )
  const claim = rows[0]?.claim
  if (claim && claim !== claimOf(tenantId))
    throw new PlacementTaken(`${schema} is another tenant's`)
}

function claimOf(tenantId: string): string {
  return `tenant ${tenantId.toLowerCase()}`
}
