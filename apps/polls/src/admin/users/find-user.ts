import { LockMode } from '@mikro-orm/core'
import { conflict, notFound } from '@mt/shared/http/problem'
import type { TenantScope } from '@mt/tenancy/scope/tenancy'
import { sql, table } from '@mt/tenancy/sql/scoped-query'
import { User } from '../../users/user.entity.ts'

/** A user of the tenant. Throws a 404. */
export async function findUser(scope: TenantScope, id: string) {
  const user = await scope.em.findOne(User, { id })
  if (!user) throw notFound()
  return user
}

/** Locks a user, who can then neither vote nor create anything until the transaction ends. Throws a 404. */
export async function holdUser({ em }: TenantScope, id: string) {
  const user = await em.findOne(User, { id }, { lockMode: LockMode.PESSIMISTIC_WRITE })
  if (!user) throw notFound()
  return user
}

/**
 * Throws a 409 if `id` is the only admin who is not disabled: somebody must be left who can undo things. A
 * transaction that removes an admin waits here until others that do the same have committed: of two admins
 * who remove each other, one is left.
 */
export async function requireAnotherAdmin(scope: TenantScope, id: string): Promise<void> {
  const lockName = `admins of ${scope.tenantId}`
  await scope.query(sql`select pg_advisory_xact_lock(hashtextextended(${lockName}, 0))`)
  // A separate statement, so that it sees what the earlier holders of the lock have committed.
  const admins = await scope.query<{ id: string }>(sql`
    select u.id from ${table('users')} u where u.role = 'admin' and u.disabled_at is null limit 2`)
  if (admins.length === 1 && admins[0]?.id === id) {
    throw conflict('last_admin', 'the tenant must keep an admin who is not disabled')
  }
}
