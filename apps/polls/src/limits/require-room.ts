import { quotaOf } from '@mt/data-plane/quotas'
import type { Assertion } from '@mt/shared/assertion'
import { conflict } from '@mt/shared/http/problem'
import type { TenantScope } from '@mt/tenancy/scope/tenancy'
import { sql, table } from '@mt/tenancy/sql/scoped-query'
import { quotas } from './quotas.ts'

type Quota = keyof typeof quotas

/**
 * Lets one more be made, in the transaction of the scope. Those who make the same kind in the same tenant
 * wait for each other until they have committed, so that the last place is given once; nobody else
 * waits. Throws a 409.
 */
export async function requireRoom(
  scope: TenantScope,
  tenant: Assertion,
  what: Quota,
): Promise<void> {
  if (quotaOf(tenant, quotas[what]) === undefined) return
  const turn = `${what} of ${scope.tenantId}`
  await scope.query(sql`select pg_advisory_xact_lock(hashtextextended(${turn}, 0))`)
  // A statement of its own: it sees what those have committed who had the lock before.
  await refuseWithoutRoom(scope, tenant, what)
}

/**
 * Throws the same 409 where there is no room now. It promises nothing to who goes on: it is for what should
 * not begin in vain. It counts to the limit and no further, and not at all where there is none.
 */
export async function refuseWithoutRoom(
  scope: TenantScope,
  tenant: Assertion,
  what: Quota,
): Promise<void> {
  const limit = quotaOf(tenant, quotas[what])
  if (limit === undefined) return
  const [counted] = await scope.query<{ count: number }>(sql`
    select count(*)::int as count from (select from ${table(what)} t limit ${limit}) counted`)
  if ((counted?.count ?? 0) < limit) return
  throw conflict('limit_reached', `the tenant's plan allows ${limit} ${what}`)
}
