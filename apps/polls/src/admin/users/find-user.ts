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

/** A user who can neither vote nor make anything until the transaction ends. Throws a 404. */
export async function holdUser({ em }: TenantScope, id: string) {
  const user = await em.findOne(User, { id }, { lockMode: LockMode.PESSIMISTIC_WRITE })
  if (!user) throw notFound()
  return user
}

/**
 * Throws a 409 when `id` is the only admin who can work: somebody must be left who can undo things. Whoever
 * takes an admin away waits here for the others who do, until they have committed: of two admins who
 * remove each other one is left.
 */
export async function requireAnotherAdmin(scope: TenantScope, id: string): Promise<void> {
  const turn = `admins of ${scope.tenantId}`
  await scope.query(sql`select pg_advisory_xact_lock(hashtextextended(${turn}, 0))`)
  // A statement of its own: it sees what those have committed who had the lock before.
  const admins = await scope.query<{ id: string }>(sql`
    select u.id from ${table('users')} u where u.role = 'admin' and u.disabled_at is null limit 2`)
  if (admins.length === 1 && admins[0]?.id === id) {
    throw conflict('last_admin', 'the tenant must keep an admin who is not disabled')
  }
}
