import { LockMode } from '@mikro-orm/core'
import { conflict, notFound } from '@mt/shared/http/problem'
import type { TenantScope } from '@mt/tenancy/scope/tenancy'
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
 * Holds the tenant's admins until the transaction ends, and throws a 409 when `id` is the only one who
 * can work: somebody must be left who can undo things. Two admins who remove each other wait here.
 */
export async function requireAnotherAdmin({ em }: TenantScope, id: string): Promise<void> {
  const where = { role: 'admin' as const, disabledAt: null }
  const admins = await em.find(User, where, {
    lockMode: LockMode.PESSIMISTIC_WRITE,
    orderBy: { id: 'asc' },
  })
  if (admins.length === 1 && admins[0]?.id === id) {
    throw conflict('last_admin', 'the tenant must keep an admin who is not disabled')
  }
}
