import type { TenantScope } from '@mt/tenancy/scope/tenancy'
import { sql } from '@mt/tenancy/sql/scoped-query'

/**
 * Gives the rest of the transaction two minutes for each statement, in which it can delete millions of rows;
 * other statements are ended long before. Only for what can be repeated no more often than such rows are made.
 */
export async function allowLongStatement({ query }: TenantScope): Promise<void> {
  await query(sql`set local statement_timeout = '120s'`)
}
