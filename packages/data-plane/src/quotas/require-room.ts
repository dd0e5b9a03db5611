import { conflict } from '@mt/shared/http/problem'
import type { Quota } from '@mt/shared/quotas'
import type { TenantScope } from '@mt/tenancy/scope/tenancy'
import { sql, table } from '@mt/tenancy/sql/scoped-query'
import { type Limited, quotaOf } from './quota-of.ts'

/** A quota of rows. */
export interface RowQuota extends Quota {
  /** The tenants' table whose rows it counts. */
  table: string
}

/**
 * Checks that one more row may be created, in the transaction of the scope. Requests that create rows of the
 * same quota in the same tenant wait for each other until they have committed, so that the last row is
 * created once; no others wait. Throws a 409 if the quota is used up.
 */
export async function requireRoom(
  scope: TenantScope,
  tenant: Limited,
  quota: RowQuota,
): Promise<void> {
  if (quotaOf(tenant, quota) === undefined) return
  const lock = `${quota.name} of ${scope.tenantId}`
  await scope.query(sql`select pg_advisory_xact_lock(hashtextextended(${lock}, 0))`)
  // A separate statement: it sees what earlier holders of the lock have committed.
  await refuseWithoutRoom(scope, tenant, quota)
}

/**
 * Throws the same 409 if the quota is used up now, so that nothing expensive begins in vain; it may be used
 * up later either way. Counts to the limit and no further, and not at all if there is none.
 */
export async function refuseWithoutRoom(
  scope: TenantScope,
  tenant: Limited,
  quota: RowQuota,
): Promise<void> {
  const limit = quotaOf(tenant, quota)
  if (limit === undefined) return
  const [counted] = await scope.query<{ count: number }>(sql`
    select count(*)::int as count from (select from ${table(quota.table)} t limit ${limit}) counted`)
  if ((counted?.count ?? 0) < limit) return
  throw conflict('limit_reached', `the tenant may have ${limit} ${quota.unit}`)
}
