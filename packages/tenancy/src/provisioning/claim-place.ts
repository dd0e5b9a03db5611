import { ownerRole } from '@mt/shared/roles'
import type pg from 'pg'
import { quoteName, quoteText } from '../sql/sql.ts'

/** A place that is, or may be, another's. */
export class PlaceIsShared extends Error {
  override name = 'PlaceIsShared'
}

/**
 * Writes on a schema that is one tenant's own whose it is. Throws PlaceIsShared when it is another's: a
 * call that names a wrong place must not let two tenants into one.
 */
export async function claimPlace(
  client: pg.ClientBase,
  { schema, tenantId }: { schema: string; tenantId: string },
  database: string,
): Promise<void> {
  await refuseForeignPlace(client, { schema, tenantId })
  await client.query(`set local role ${quoteName(ownerRole(database))}`)
  await client.query(`comment on schema ${quoteName(schema)} is ${quoteText(claimOf(tenantId))}`)
  await client.query('set local role none')
}

/** Throws PlaceIsShared when the schema is another tenant's. Nothing where it is not there or nobody's yet. */
export async function refuseForeignPlace(
  client: pg.ClientBase,
  { schema, tenantId }: { schema: string; tenantId: string },
): Promise<void> {
  const { rows } = await client.query<{ claim: string | null }>(
    `select obj_description(oid, 'pg_namespace') as claim from pg_namespace where nspname = $1`,
    [schema],
  )
  const claim = rows[0]?.claim
  if (claim && claim !== claimOf(tenantId)) throw new PlaceIsShared(`${schema} is another tenant's`)
}

function claimOf(tenantId: string): string {
  return `tenant ${tenantId.toLowerCase()}`
}
